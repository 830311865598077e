import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';

import { askPassword } from './ask-password.ts';
import type { SystemAccess } from './http-admin-client.ts';
import type { Target } from './parse-target.ts';
import { readPasswordFile } from './read-password-file.ts';
import { TargetError } from './target-error.ts';

const stackFile = z.object({
  sites: z.array(z.object({ registry: z.url(), authnHook: z.url() })).min(1),
  admin: z.object({ username: z.string(), password: z.string() }),
});

/**
 * Addresses and credentials of the system that is meant.
 *
 * @throws {TargetError} `ERR_TARGET`
 */
export async function findSystem(target: Target, resolvePath: (file: string) => string): Promise<SystemAccess> {
  if (target.kind === 'local') return readStack(path.join(resolvePath(target.state), 'stack.json'));
  const { authnUrl, tokenUrl, username, passwordFile } = target;
  const password =
    passwordFile === undefined ? await askPassword(username) : readPasswordFile(resolvePath(passwordFile));
  if (password === '') throw new TargetError('The password is empty.');
  return { authnUrl, tokenUrl, username, password };
}

function readStack(file: string): SystemAccess {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new TargetError(
      `There is no ${file}: start the system (npm start), or say which one with --authn-url and --token-url.`,
    );
  }
  const parsed = stackFile.safeParse(parseJson(text));
  const [site] = parsed.data?.sites ?? [];
  if (parsed.data === undefined || site === undefined) throw new TargetError(`${file} is not what npm start writes.`);
  return { authnUrl: site.authnHook, tokenUrl: new URL('/auth/token', site.registry).href, ...parsed.data.admin };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
