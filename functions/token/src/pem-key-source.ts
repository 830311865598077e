import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { SigningKey } from '@wharfinger/token';

import { chooseActiveKey } from './choose-active-key.ts';
import { parsePemSigningKey } from './pem-signing-key.ts';
import type { SigningKeys } from './ports.ts';

export type PemKeySourceOptions = {
  /** Holds `<kid>.pem` for every key and, when there are several, `active` with the kid that signs. */
  directory: string;
  now: () => Date;
  log: { info: (fields: object, message: string) => void; warn: (fields: object, message: string) => void };
  /** How long what was read holds. Default 10 s. */
  maxAgeMs?: number;
  /** How long to wait before looking again when there are no keys. Default 1 s. */
  retryMs?: number;
};

type Files = { active: string | undefined; pems: readonly (readonly [kid: string, pem: string])[] };

const PEM = '.pem';

/**
 * Reads the signing keys from a directory, as they come and go: the function may start before its Secret is mounted, and
 * a rotation needs no restart. What was once good is kept while the directory holds something that isn't.
 */
export function createPemKeySource(options: PemKeySourceOptions): () => Promise<SigningKeys> {
  const { directory, log, now, maxAgeMs = 10_000, retryMs = 1000 } = options;
  let current: SigningKeys = { kind: 'missing', reason: 'the signing keys have not been read yet' };
  let lastFiles: string | undefined;
  let lastReason: string | undefined;
  let dueAtMs = 0;
  let flight: Promise<void> | undefined;

  async function look(): Promise<void> {
    const next = await load();
    if (next?.kind === 'ready') {
      const kids = next.all.map(({ kid }) => kid);
      log.info({ active: next.active.kid, kids }, 'signing keys read');
      current = next;
      lastReason = undefined;
    } else if (next !== undefined) {
      if (next.reason !== lastReason) log.warn({ directory, reason: next.reason }, 'signing keys cannot be used');
      lastReason = next.reason;
      if (current.kind === 'missing') current = next;
    }
    dueAtMs = now().getTime() + (lastReason === undefined ? maxAgeMs : retryMs);
  }

  /** Nothing when the files are the same as before. */
  async function load(): Promise<SigningKeys | undefined> {
    const files = await readFiles(directory);
    if (files === undefined) {
      lastFiles = undefined;
      return { kind: 'missing', reason: `the directory of the signing keys, ${directory}, cannot be read` };
    }
    const text = JSON.stringify(files);
    if (text === lastFiles) return undefined;
    lastFiles = text;
    return keysOf(files);
  }

  return async () => {
    const waitMs = dueAtMs - now().getTime();
    if (waitMs > 0 && waitMs <= Math.max(maxAgeMs, retryMs)) return current;
    flight ??= look().finally(() => {
      flight = undefined;
    });
    await flight;
    return current;
  };
}

/** Nothing when the directory, or a file in it, can't be read. */
async function readFiles(directory: string): Promise<Files | undefined> {
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

function keysOf(files: Files): SigningKeys {
  const keys: SigningKey[] = [];
  for (const [kid, pem] of files.pems) {
    const key = parsePemSigningKey(kid, pem);
    if (key.kind === 'invalid') return { kind: 'missing', reason: key.reason };
    keys.push(key.value);
  }
  return chooseActiveKey(keys, files.active);
}
