import type { SignIn } from '@wharfinger/native-api';

import { decideThrottle, type ThrottleSubject } from './decide-throttle.ts';
import type { Source, SourceAnswer } from './source.ts';
import { type ThrottleRule, THROTTLE_RULES } from './throttle-delay.ts';
import type { Failures } from './throttle-failures.ts';
import type { ThrottleKeys, ThrottleKeysOf } from './throttle-keys.ts';
import type { ThrottleMemory, ThrottleRecord } from './throttle-memory.ts';

export type ThrottleDeps = {
  readonly memory: ThrottleMemory;
  readonly keysOf: ThrottleKeysOf;
  /** Whether it can be right at all; what can't is the source's alone. */
  readonly isGuess: (question: SignIn) => boolean;
  readonly now: () => Date;
};

/**
 * Slows down whoever is refused again and again. While a delay runs, no password is looked at, and asking prolongs
 * nothing. Many who ask the same at once are one try.
 */
export function throttleSource(source: Source, deps: ThrottleDeps): Source {
  const inFlight = new Map<string, number>();
  const flights = new Map<string, Promise<SourceAnswer>>();

  async function attempt(question: SignIn, keys: ThrottleKeys): Promise<SourceAnswer> {
    await deps.memory.refresh(keys);
    const subjects = subjectsOf(keys, deps.memory.recall(keys), inFlight);
    const decision = decideThrottle(subjects, deps.now().getTime());
    if (decision.kind === 'throttled') {
      return { kind: 'throttled', retryAfterSeconds: Math.ceil(decision.remainingMs / 1000) };
    }
    for (const { key } of subjects) inFlight.set(key, (inFlight.get(key) ?? 0) + 1);
    try {
      const answer = await source.signIn(question);
      if (answer.kind === 'refused') deps.memory.fail(keys);
      if (answer.kind !== 'authenticated') return answer;
      deps.memory.succeed(keys);
      // Whoever remembered it would answer guesses that never came here.
      return { ...answer, maxAgeMs: 0 };
    } finally {
      for (const { key } of subjects) leave(inFlight, key);
    }
  }

  return {
    name: source.name,
    signIn: async (question) => {
      if (!deps.isGuess(question)) return source.signIn(question);
      const keys = deps.keysOf(question.account, question.address);
      const flightKey = JSON.stringify([keys.pair.key, question.account, question.password]);
      const flight = flights.get(flightKey) ?? attempt(question, keys).finally(() => flights.delete(flightKey));
      flights.set(flightKey, flight);
      return flight;
    },
    resume: (question) => source.resume(question),
  };
}

type Subject = ThrottleSubject & { readonly key: string };

/** What a sign-in has to wait for, each with the key under which it is counted while it is checked. */
function subjectsOf(
  { account, networks, pair }: ThrottleKeys,
  record: ThrottleRecord,
  inFlight: ReadonlyMap<string, number>,
): Subject[] {
  const subject = (rule: ThrottleRule, key: string, counts: readonly Failures[]): Subject => {
    return { key, rule, counts, inFlight: inFlight.get(key) ?? 0 };
  };
  // Without an address everybody is one client: the rules for all networks would make them wait for each other.
  if (networks.length === 0) return [subject(THROTTLE_RULES.pairWithoutAddress, pair.key, record.pair)];
  const own = subject(THROTTLE_RULES.pair, pair.key, record.pair);
  if (record.isKnown) return [own];
  return [
    own,
    subject(THROTTLE_RULES.account, `account ${account.key}`, record.account),
    ...networks.map(({ key }, index) =>
      subject(THROTTLE_RULES.network, `network ${key}`, record.networks[index] ?? []),
    ),
  ];
}

function leave(inFlight: Map<string, number>, key: string): void {
  const left = (inFlight.get(key) ?? 0) - 1;
  if (left > 0) inFlight.set(key, left);
  else inFlight.delete(key);
}
