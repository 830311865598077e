/** `caller`: those with the same key wait already; `everybody`: no place is left for anyone. */
export type Limited<T> = { kind: 'done'; value: T } | { kind: 'busy'; who: 'everybody' | 'caller' };

/** Runs a piece of work when its turn comes; says at once when too many wait already, in all or with one of its keys. */
export type ConcurrencyLimit = <T>(work: () => Promise<T>, keys?: readonly string[]) => Promise<Limited<T>>;

type Waiting = { readonly keys: readonly string[]; readonly start: () => void };

/**
 * Lets `running` pieces of work run at a time and `waiting` more wait, in order; of those that share a key no more than
 * `waitingPerKey`, so that one of them alone keeps nobody else out.
 */
export function limitConcurrency(limits: {
  running: number;
  waiting: number;
  waitingPerKey: number;
}): ConcurrencyLimit {
  const queue: Waiting[] = [];
  let running = 0;

  const isCrowded = (key: string): boolean =>
    queue.filter(({ keys }) => keys.includes(key)).length >= limits.waitingPerKey;

  return async (work, keys = []) => {
    if (running >= limits.running) {
      if (keys.some(isCrowded)) return { kind: 'busy', who: 'caller' };
      if (queue.length >= limits.waiting) return { kind: 'busy', who: 'everybody' };
      // Whoever finishes hands its place on, so that nobody who comes later gets in between.
      await new Promise<void>((start) => queue.push({ keys, start }));
    } else {
      running += 1;
    }
    try {
      return { kind: 'done', value: await work() };
    } finally {
      const next = queue.shift();
      if (next === undefined) running -= 1;
      else next.start();
    }
  };
}
