import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Sandbox } from './sandbox.ts';

/** Leaves a login as `docker login` does when it gets a refresh token: in place of the password, for all who read that file. */
export async function storeIdentityToken(
  sandbox: Sandbox,
  login: { host: string; username: string; refreshToken: string },
): Promise<void> {
  const auth = Buffer.from(`${login.username}:`).toString('base64');
  const text = JSON.stringify({ auths: { [login.host]: { auth, identitytoken: login.refreshToken } } });
  await Promise.all([
    writeFile(path.join(sandbox.directory, 'docker', 'config.json'), text),
    writeFile(path.join(sandbox.directory, 'auth.json'), text),
    writeFile(
      path.join(sandbox.directory, 'regctl.json'),
      JSON.stringify({ hosts: { [login.host]: { tls: 'disabled', hostname: login.host, token: login.refreshToken } } }),
    ),
  ]);
}
