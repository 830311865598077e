export type WakerOptions = {
  /** Asks the function anything that is cheap: what counts is that it starts. */
  poke: () => Promise<unknown>;
  /** Milliseconds since any moment, by a clock that nobody sets. */
  elapsedMs: () => number;
  log: { debug: (fields: object, message: string) => void };
  /** The function's name, for the log. */
  name: string;
};

export type Waker = {
  /** Pokes the function unless it is awake, or being asked already; never waits and never fails. */
  wake: () => void;
  /** The same question, whose answer says that the function is awake. */
  watch: <Args extends unknown[], T>(ask: (...args: Args) => Promise<T>) => (...args: Args) => Promise<T>;
};

/** For how long after an answer a function is taken to be awake. */
const AWAKE_MS = 30_000;

/** Wakes a function that may have been scaled to zero, before it is needed: its start then runs beside other work. */
export function createWaker({ poke, elapsedMs, log, name }: WakerOptions): Waker {
  let asking = 0;
  let answeredAtMs: number | undefined;

  function isAwake(): boolean {
    if (answeredAtMs === undefined) return false;
    const agoMs = elapsedMs() - answeredAtMs;
    return agoMs >= 0 && agoMs < AWAKE_MS;
  }

  const watch: Waker['watch'] =
    (ask) =>
    async (...args) => {
      asking += 1;
      try {
        const answer = await ask(...args);
        answeredAtMs = elapsedMs();
        return answer;
      } finally {
        asking -= 1;
      }
    };

  const watchedPoke = watch(poke);
  return {
    watch,
    wake: () => {
      if (asking > 0 || isAwake()) return;
      watchedPoke().catch((error: unknown) => log.debug({ err: error, function: name }, 'could not be woken'));
    },
  };
}
