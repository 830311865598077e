import { type DirectoryKeys, keysOfFiles, readKeyFiles } from './pem-key-directory.ts';
import type { SigningKeys } from './ports.ts';

export type PemKeySourceOptions = {
  /** Holds `<kid>.pem` for every key and, when there are several, `active` with the kid that signs. */
  directory: string;
  now: () => Date;
  log: Record<'info' | 'warn' | 'error', (fields: object, message: string) => void>;
  /** How long what was read holds. Default 10 s. */
  maxAgeMs?: number;
  /** How long to wait before looking again when there are no keys. Default 1 s. */
  retryMs?: number;
};

type Trouble = { reason: string; atNextStart: string };

const REPEAT_MS = 60_000;

/**
 * Reads the signing keys from a directory, as they come and go: the function may start before its Secret is mounted, and
 * a rotation needs no restart. What was once good is kept while the directory holds something that isn't, with a notice,
 * and an error in the log every minute: the next start will not have it.
 */
export function createPemKeySource(options: PemKeySourceOptions): () => Promise<SigningKeys> {
  const { directory, log, now, maxAgeMs = 10_000, retryMs = 1000 } = options;
  let current: SigningKeys = { kind: 'missing', reason: 'the signing keys have not been read yet' };
  let lastFiles: string | undefined;
  let trouble: Trouble | undefined;
  let toldAtMs = 0;
  let dueAtMs = 0;
  let flight: Promise<void> | undefined;

  async function look(): Promise<void> {
    const next = await load();
    if (next?.kind === 'ready') {
      const kids = next.all.map(({ kid }) => kid);
      log.info({ active: next.active.kid, kids }, 'signing keys read');
      current = next;
      trouble = undefined;
    } else if (next !== undefined) {
      const found = troubleOf(next);
      const isNew = found.reason !== trouble?.reason;
      trouble = found;
      if (current.kind === 'ready') current = { ...current, notices: [`${found.reason}: ${found.atNextStart}`] };
      else current = { kind: 'missing', reason: found.reason };
      if (isNew) tell(found);
    }
    const sinceToldMs = Math.abs(now().getTime() - toldAtMs);
    if (trouble !== undefined && current.kind === 'ready' && sinceToldMs >= REPEAT_MS) tell(trouble);
    dueAtMs = now().getTime() + (trouble === undefined ? maxAgeMs : retryMs);
  }

  function tell({ reason, atNextStart }: Trouble): void {
    toldAtMs = now().getTime();
    if (current.kind === 'missing') log.warn({ directory, reason }, 'signing keys cannot be used');
    else log.error({ directory, reason }, `signing keys cannot be used, those from before are kept: ${atNextStart}`);
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

function troubleOf(keys: Exclude<DirectoryKeys, { kind: 'ready' }>): Trouble {
  return keys.kind === 'absent'
    ? { reason: keys.reason, atNextStart: 'the next start will have no key' }
    : { reason: keys.problems.join('; '), atNextStart: 'the next start will fail' };
}
