import type { Etag } from './bucket.ts';
import type { Documents } from './documents.ts';
import { StoreError } from './store-error.ts';

export type CachedRead<T> = { kind: 'found'; value: T; etag: Etag } | { kind: 'missing' };

export type CachedDocument<T> = {
  /** What the store held at most `maxAgeMs` ago. A fault is thrown, a stale value never served in its place. */
  read(): Promise<CachedRead<T>>;
  /** For how long what the last `read` brought is served without asking again; 0 when the next one asks. */
  freshForMs(): number;
  /** Makes the next `read` ask the store, as after a write of our own. */
  expire(): void;
};

/** One document kept in memory and revalidated by its etag; however many read at once, the store is asked once. */
export function createCachedDocument<T>(options: {
  documents: Pick<Documents<T>, 'read'>;
  key: string;
  maxAgeMs: number;
  now: () => Date;
}): CachedDocument<T> {
  const { documents, key, maxAgeMs, now } = options;
  let cached: { result: CachedRead<T>; askedAtMs: number } | undefined;
  let lastFound: { kind: 'found'; value: T; etag: Etag } | undefined;
  let flight: Promise<CachedRead<T>> | undefined;

  function freshForMs(): number {
    if (cached === undefined) return 0;
    const ageMs = now().getTime() - cached.askedAtMs;
    return ageMs < 0 ? 0 : Math.max(0, maxAgeMs - ageMs);
  }

  async function ask(): Promise<CachedRead<T>> {
    const known = lastFound;
    const answer = await documents.read(key, known === undefined ? {} : { ifNoneMatch: known.etag });
    if (answer.kind !== 'unchanged') return answer;
    if (known === undefined)
      throw new StoreError('ERR_STORE_UNAVAILABLE', `${key} is unchanged, yet never read`, { key });
    return known;
  }

  async function fly(): Promise<CachedRead<T>> {
    const askedAtMs = now().getTime();
    const own = ask();
    flight = own;
    try {
      const result = await own;
      // An `expire` during the flight took `flight` away: what it brings may be older than that write.
      if (flight === own) {
        cached = { result, askedAtMs };
        lastFound = result.kind === 'found' ? result : undefined;
      }
      return result;
    } finally {
      if (flight === own) flight = undefined;
    }
  }

  return {
    read: async () => {
      if (flight !== undefined) return flight;
      if (cached !== undefined && freshForMs() > 0) return cached.result;
      return fly();
    },
    freshForMs,
    expire: () => {
      cached = undefined;
      flight = undefined;
    },
  };
}
