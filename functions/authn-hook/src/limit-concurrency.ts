export type Limited<T> = { kind: 'done'; value: T } | { kind: 'busy' };

/** Runs a piece of work when its turn comes; says at once when too many wait already. */
export type ConcurrencyLimit = <T>(work: () => Promise<T>) => Promise<Limited<T>>;

/** Lets `running` pieces of work run at a time and `waiting` more wait, in order. */
export function limitConcurrency(limits: { running: number; waiting: number }): ConcurrencyLimit {
  const queue: (() => void)[] = [];
  let running = 0;

  return async (work) => {
    if (running >= limits.running) {
      if (queue.length >= limits.waiting) return { kind: 'busy' };
      // Whoever finishes hands its place on, so that nobody who comes later gets in between.
      await new Promise<void>((resolve) => queue.push(resolve));
    } else {
      running += 1;
    }
    try {
      return { kind: 'done', value: await work() };
    } finally {
      const next = queue.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
