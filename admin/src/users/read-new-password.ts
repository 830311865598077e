import type { NewPassword } from './command.ts';
import { readPasswordFile } from '../system/read-password-file.ts';
import type { AskedPassword, Shell } from '../system/shell.ts';

/**
 * The password that an account gets; `null` for none.
 *
 * @throws {TargetError} `ERR_TARGET` when its file can't be read
 */
export async function readNewPassword(
  password: NewPassword,
  account: string,
  shell: Shell,
): Promise<AskedPassword | { kind: 'ok'; value: null }> {
  switch (password.kind) {
    case 'none': {
      return { kind: 'ok', value: null };
    }
    case 'ask': {
      return await shell.askNewPassword(account);
    }
    case 'file': {
      return { kind: 'ok', value: readPasswordFile(shell.resolvePath(password.file)) };
    }
  }
}
