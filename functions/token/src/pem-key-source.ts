import { type DirectoryKeys, keysOfFiles, readKeyFiles } from './pem-key-directory.ts';
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
      const reason = next.kind === 'absent' ? next.reason : next.problems.join('; ');
      if (reason !== lastReason) log.warn({ directory, reason }, 'signing keys cannot be used');
      lastReason = reason;
      if (current.kind === 'missing') current = { kind: 'missing', reason };
    }
    dueAtMs = now().getTime() + (lastReason === undefined ? maxAgeMs : retryMs);
  }

  /** Nothing when the files are the same as before. */
  async function load(): Promise<DirectoryKeys | undefined> {
    const files = await readKeyFiles(directory);
    const text = files === undefined ? undefined : JSON.stringify(files);
    if (text !== undefined && text === lastFiles) return undefined;
    lastFiles = text;
    return keysOfFiles(directory, files);
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
