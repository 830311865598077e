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
  let flight: { answer: Promise<CachedRead<T>>; askedAtMs: number } | undefined;

  function freshForMs(asked: { askedAtMs: number } | undefined = cached): number {
    if (asked === undefined) return 0;
    const ageMs = now().getTime() - asked.askedAtMs;
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
    const own = { answer: ask(), askedAtMs };
    flight = own;
    try {
      const result = await own.answer;
      // An `expire` during the flight took `flight` away: what it brings may be older than that write. A later one brings
      // what is younger.
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
      // NOTE: what a slow flight brings may be as old as the flight is: nobody boards one that is too old.
      if (flight !== undefined && freshForMs(flight) > 0) return flight.answer;
      if (cached !== undefined && freshForMs() > 0) return cached.result;
      return fly();
    },
    freshForMs: () => freshForMs(),
    expire: () => {
      cached = undefined;
      flight = undefined;
    },
  };
}
