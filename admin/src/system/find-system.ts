import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';

import { askPassword } from './ask-password.ts';
import type { ApiName, SystemAccess } from './http-admin-client.ts';
import type { Target } from './parse-target.ts';
import { readPasswordFile } from './read-password-file.ts';
import { TargetError } from './target-error.ts';

const stackFile = z.object({
  sites: z.array(z.object({ registry: z.url(), authnHook: z.url(), authz: z.url().optional() })).min(1),
  admin: z.object({ username: z.string(), password: z.string() }),
});

/**
 * Addresses and credentials of the system that is meant.
 *
 * @throws {TargetError} `ERR_TARGET`
 */
export async function findSystem(
  target: Target,
  resolvePath: (file: string) => string,
  api: ApiName = 'authn-hook',
): Promise<SystemAccess> {
  if (target.kind === 'remote') {
    const { apiUrl, authnUrl, tokenUrl, username, passwordFile } = target;
    const password = await readPassword(username, passwordFile, resolvePath);
    return { api, apiUrl, authnUrl, tokenUrl, username, password };
  }
  const { username, passwordFile } = target;
  const stack = readStack(path.join(resolvePath(target.state), 'stack.json'), api);
  if (username === undefined && passwordFile === undefined) return stack;
  const who = username ?? stack.username;
  return { ...stack, username: who, password: await readPassword(who, passwordFile, resolvePath) };
}

async function readPassword(
  username: string,
  file: string | undefined,
  resolvePath: (file: string) => string,
): Promise<string> {
  const password = file === undefined ? await askPassword(username) : readPasswordFile(resolvePath(file));
  if (password === '') throw new TargetError('The password is empty.');
  return password;
}

function readStack(file: string, api: ApiName): SystemAccess {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new TargetError(
      `There is no ${file}: start the system (npm start), name its state folder (--state DIR), or its addresses (--${api === 'authz' ? 'authz-url' : 'authn-url'} and --token-url).`,
    );
  }
  const parsed = stackFile.safeParse(parseJson(text));
  const [site] = parsed.data?.sites ?? [];
  const apiUrl = api === 'authz' ? site?.authz : site?.authnHook;
  if (parsed.data === undefined || site === undefined || apiUrl === undefined) {
    throw new TargetError(`${file} is not what npm start writes.`);
  }
  const tokenUrl = new URL('/auth/token', site.registry).href;
  return { api, apiUrl, authnUrl: site.authnHook, tokenUrl, ...parsed.data.admin };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
