import { LRUCache } from 'lru-cache';

export type RememberOptions = {
  /** Milliseconds since any moment, by a clock that nobody sets. */
  elapsedMs: () => number;
  /** However long an answer says that it is good, it is remembered no longer. */
  maxAgeMs: number;
  /** Default 2000. */
  maxAnswers?: number;
};

/** Answers from memory or asks; `signal` is that of whoever wants the answer, `ask` gets one of its own. */
export type AnswerMemory<T> = (
  key: string,
  signal: AbortSignal,
  ask: (signal: AbortSignal) => Promise<T>,
) => Promise<T>;

type Kept<T> = { answer: T; askedAtMs: number; maxAgeMs: number };

type Flight<T> = { answer: Promise<T>; waiting: number; controller: AbortController };

const MAX_ANSWERS = 2000;

/**
 * Remembers answers for as long as they say themselves, counted from the moment of the question. Of equal questions at
 * the same time one is asked; its answer serves the others exactly when it may be remembered, else each asks for itself.
 * No fault is remembered, but those who waited for it share it.
 */
export function createAnswerMemory<T extends object>(
  options: RememberOptions,
  maxAgeMsOf: (answer: T) => number,
): AnswerMemory<T> {
  const { elapsedMs } = options;
  const kept = new LRUCache<string, Kept<T>>({ max: options.maxAnswers ?? MAX_ANSWERS });
  const flights = new Map<string, Flight<T>>();

  function recall(key: string): T | undefined {
    const known = kept.get(key);
    if (known === undefined) return undefined;
    const ageMs = elapsedMs() - known.askedAtMs;
    // NOTE: a negative age is a clock that was set back: nobody knows then how old the answer is.
    if (ageMs >= 0 && ageMs < known.maxAgeMs) return known.answer;
    kept.delete(key);
    return undefined;
  }

  function forgetFlight(key: string, flight: Flight<T>): void {
    if (flights.get(key) === flight) flights.delete(key);
  }

  async function fly(key: string, ask: () => Promise<T>): Promise<T> {
    const askedAtMs = elapsedMs();
    const answer = await ask();
    const maxAgeMs = Math.min(maxAgeMsOf(answer), options.maxAgeMs);
    if (maxAgeMs > 0) kept.set(key, { answer, askedAtMs, maxAgeMs });
    return answer;
  }

  function launch(key: string, ask: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const controller = new AbortController();
    const answer = fly(key, () => ask(controller.signal)).finally(() => forgetFlight(key, flight));
    const flight: Flight<T> = { answer, waiting: 0, controller };
    flights.set(key, flight);
    return flight;
  }

  /** Waits for a flight, which ends early once nobody waits any more. */
  async function board(key: string, flight: Flight<T>, signal: AbortSignal): Promise<T> {
    const leave = (): void => {
      flight.waiting -= 1;
      if (flight.waiting > 0) return;
      forgetFlight(key, flight);
      flight.controller.abort();
    };
    flight.waiting += 1;
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) leave();
    try {
      return await flight.answer;
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  if (options.maxAgeMs <= 0) return (_key, signal, ask) => ask(signal);
  return async (key, signal, ask) => {
    const known = recall(key);
    if (known !== undefined) return known;
    const flight = flights.get(key);
    if (flight === undefined) return board(key, launch(key, ask), signal);
    await board(key, flight, signal);
    return recall(key) ?? ask(signal);
  };
}
