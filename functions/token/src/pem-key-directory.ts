import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { SigningKey } from '@wharfinger/token';

import { chooseActiveKey } from './choose-active-key.ts';
import { parsePemSigningKey } from './pem-signing-key.ts';
import type { SigningKeys } from './ports.ts';

export type KeyFiles = { active: string | undefined; pems: readonly (readonly [kid: string, pem: string])[] };

export type DirectoryKeys =
  | Extract<SigningKeys, { kind: 'ready' }>
  /** They may come yet. */
  | { kind: 'absent'; reason: string }
  /** What is there won't get better by waiting. */
  | { kind: 'unusable'; problems: readonly string[] };

const PEM = '.pem';

/** Reads `<kid>.pem` for every key, and `active`; nothing when the directory, or a file in it, can't be read. */
export async function readKeyFiles(directory: string): Promise<KeyFiles | undefined> {
  try {
    // A mounted Secret keeps its versions in directories whose names begin with a dot.
    const names = (await readdir(directory)).filter((name) => !name.startsWith('.')).toSorted();
    const kids = names.filter((name) => name.endsWith(PEM)).map((name) => name.slice(0, -PEM.length));
    const pems = kids.map(async (kid) => [kid, await readFile(join(directory, `${kid}${PEM}`), 'utf8')] as const);
    const active = names.includes('active') ? (await readFile(join(directory, 'active'), 'utf8')).trim() : undefined;
    return { active, pems: await Promise.all(pems) };
  } catch {
    return undefined;
  }
}

/** The keys that the files hold, or everything that is wrong with them. */
export function keysOfFiles(directory: string, files: KeyFiles | undefined): DirectoryKeys {
  if (files === undefined) {
    return { kind: 'absent', reason: `the directory of the signing keys, ${directory}, cannot be read` };
  }
  const keys: SigningKey[] = [];
  const problems: string[] = [];
  for (const [kid, pem] of files.pems) {
    const key = parsePemSigningKey(kid, pem);
    if (key.kind === 'ok') keys.push(key.value);
    else problems.push(key.reason);
  }
  if (problems.length > 0) return { kind: 'unusable', problems };
  const [first, ...others] = keys;
  if (first === undefined) {
    return { kind: 'absent', reason: 'there is no signing key: put a PKCS#8 private key into <kid>.pem' };
  }
  const active = chooseActiveKey([first, ...others], files.active);
  return active.kind === 'ok'
    ? { kind: 'ready', active: active.value, all: keys }
    : { kind: 'unusable', problems: [active.reason] };
}
