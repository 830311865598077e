import type { Command } from './command-line.ts';
import { findSystem } from './find-system.ts';
import { createAdminClient, type SystemAccess } from './http-admin-client.ts';
import { listKeys, makeKey, revokeKey } from './http-key-commands.ts';
import { addUser, deleteUser, listUsers, setDisabled } from './http-user-commands.ts';
import type { Target } from './parse-target.ts';
import { runImport } from './run-import.ts';
import type { Shell } from './shell.ts';

const SCOPES = {
  list: 'identity:default:read',
  add: 'identity:default:write',
  disable: 'identity:default:read,write',
  enable: 'identity:default:read,write',
  delete: 'identity:default:read,write',
  key: 'identity:default:write',
  keys: 'identity:default:read',
  revoke: 'identity:default:write',
};

/**
 * Runs one command; gives the exit code.
 *
 * @throws {TargetError} `ERR_TARGET`
 * @throws {RequestError} when the system can't be had
 */
export async function runCommand(command: Command, target: Target, shell: Shell): Promise<number> {
  const findAccess = async (): Promise<SystemAccess> => await findSystem(target, shell.resolvePath);
  if (command.kind === 'import') return await runImport(command, findAccess, shell);
  const client = createAdminClient(await findAccess(), { scope: SCOPES[command.kind], onWait: shell.sayWaiting });
  switch (command.kind) {
    case 'list': {
      return await listUsers(client, shell);
    }
    case 'add': {
      return await addUser(client, command, shell);
    }
    case 'disable':
    case 'enable': {
      return await setDisabled(client, { account: command.account, isDisabled: command.kind === 'disable' }, shell);
    }
    case 'delete': {
      return await deleteUser(client, command.account, shell);
    }
    case 'key': {
      return await makeKey(client, command, new Date(), shell);
    }
    case 'keys': {
      return await listKeys(client, command.account, shell);
    }
    case 'revoke': {
      return await revokeKey(client, command, shell);
    }
  }
}
