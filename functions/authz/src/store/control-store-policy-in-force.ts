import { StoreError } from '@wharfinger/control-store';
import { type CompiledPolicy, compilePolicyInSteps, type PolicyProblem } from '@wharfinger/policy';

import type { LoadPolicy, PolicyInForce } from '../decide/policy-in-force.ts';
import { finishInTurns } from '../finish-in-turns.ts';
import { type CurrentPolicyReader, OlderPolicyError, type ReadPolicy } from './control-store-current-policy.ts';
import type { CurrentPolicy } from './policies.ts';
import { createSteadyTime, describeStale, type PolicyAgeLimits } from './policy-in-force-age.ts';
import { POLICY_KEY } from './revision-key.ts';
import type { Pause } from './stored-policy-text.ts';

/** For how long requests wait for the store while there is a policy that may be used. */
const WAIT_MS = 1000;
/** How often a request asks anew because a write of our own came between. */
const MAX_ASKS = 10;
const NAMED_PROBLEMS = 20;

export type PolicyLog = {
  info: (fields: object, message: string) => void;
  warn: (fields: object, message: string) => void;
};

export type PolicyInForceOptions = PolicyAgeLimits & {
  reader: Pick<CurrentPolicyReader, 'revalidate' | 'isChecking'>;
  /** Takes note of what is in force, as the store has it. */
  noteInForce: (read: ReadPolicy) => void;
  now: () => Date;
  /** Milliseconds by a clock that never goes back. */
  elapsedMs: () => number;
  log: PolicyLog;
  sleep: (ms: number) => Promise<void>;
  pause: Pause;
};

export type PolicyInForceHolder = {
  /** @throws {StoreError} when there is no policy that may be used */
  load: LoadPolicy;
  /** Puts into force what this instance wrote, one after another. */
  adopt: (written: ReadPolicy) => Promise<void>;
};

type Good = CurrentPolicy & {
  etag: string | undefined;
  policy: CompiledPolicy;
  /** When the store was asked that gave it last, or said that there is no newer one. */
  confirmedAtMs: number;
};
/** `isTold`: it is in the log; without a policy, whoever asks for one has the fault and writes it down. */
type Failure = { error: unknown; code: string; sinceMs: number; isTold: boolean };
type Flight = { startedAtMs: number; done: Promise<void>; lateness: Promise<void> };

/**
 * The policy that this instance decides by. The store is asked at most every `maxAgeMs` whether there is a newer one; while
 * it doesn't say, the last good one is used until `maxStaleMs` after it was known to be the newest.
 */
export function createPolicyInForce(options: PolicyInForceOptions): PolicyInForceHolder {
  const { reader, maxAgeMs, maxStaleMs, now, log, pause } = options;
  const time = createSteadyTime(now, options.elapsedMs);
  let good: Good | undefined;
  let failure: Failure | undefined;
  let flight: Flight | undefined;
  let nextFlight: Promise<void> | undefined;
  /** A version that means nothing: it isn't compiled again before there is another. */
  let broken: { etag: string | undefined; error: StoreError } | undefined;
  let compiling = 0;
  let lastAskedAtMs = -Infinity;
  /** Counts what we wrote: what was asked for before may be older. */
  let writes = 0;

  async function compile({ current, etag }: ReadPolicy): Promise<CompiledPolicy> {
    if (broken !== undefined && broken.etag === etag) throw broken.error;
    compiling += 1;
    const compilation = await finishInTurns(compilePolicyInSteps(current.document), pause).finally(() => {
      compiling -= 1;
    });
    if (compilation.kind === 'ok') return compilation.value;
    const error = meansNothing(compilation.problems);
    broken = { etag, error };
    throw error;
  }

  function swap(read: ReadPolicy, policy: CompiledPolicy, confirmedAtMs: number): void {
    const { number, author } = read.current.revision;
    good = { ...read.current, etag: read.etag, policy, confirmedAtMs };
    log.info({ revision: number, author }, 'policy in force');
  }

  function fail(error: unknown): void {
    const code = codeOf(error);
    const wasTold = failure?.isTold === true && failure.code === code;
    failure = { error, code, sinceMs: failure?.sinceMs ?? now().getTime(), isTold: good !== undefined };
    if (good === undefined || wasTold) return;
    log.warn(
      { err: error, revision: good.revision.number },
      'no newer policy to be had, the last good one is in force',
    );
  }

  function recover(): void {
    if (failure?.isTold === true && good !== undefined) {
      const { number } = good.revision;
      log.info({ revision: number, staleMs: now().getTime() - failure.sinceMs }, 'the policy is up to date again');
    }
    failure = undefined;
  }

  async function ask(askedAtMs: number): Promise<void> {
    const writesBefore = writes;
    try {
      const read = await reader.revalidate();
      const isKnown = good !== undefined && good.etag === read.etag;
      const policy = good !== undefined && isKnown ? good.policy : await compile(read);
      // Something was written meanwhile: this may be older, and the next one asks again.
      if (writes !== writesBefore) return;
      if (good !== undefined && isKnown) good = { ...good, ...read.current, confirmedAtMs: askedAtMs };
      else swap(read, policy, askedAtMs);
      options.noteInForce(read);
      recover();
    } catch (error) {
      if (writes === writesBefore) fail(error);
    }
  }

  async function noteLateness(isUnderWay: () => boolean): Promise<void> {
    await options.sleep(WAIT_MS);
    // A large policy takes its time, but that is no fault of the store.
    const isAnswered = reader.isChecking() || compiling > 0;
    if (isUnderWay() && failure === undefined && !isAnswered) fail(tooSlow());
  }

  function takeOff(): Flight {
    const startedAtMs = time();
    lastAskedAtMs = startedAtMs;
    const own: Flight = {
      startedAtMs,
      done: ask(startedAtMs).finally(() => {
        if (flight === own) flight = undefined;
      }),
      lateness: noteLateness(() => flight === own),
    };
    flight = own;
    return own;
  }

  /** A question to the store whose answer is young enough; one that was asked too long ago isn't waited for. */
  function board(): { done: Promise<void>; lateness: Promise<void> } {
    const running = flight;
    if (running === undefined) return takeOff();
    if (time() - running.startedAtMs < maxAgeMs) return running;
    nextFlight ??= running.done.then(() => {
      nextFlight = undefined;
      return takeOff().done;
    });
    return { done: nextFlight, lateness: running.lateness };
  }

  function serve(served: Good): PolicyInForce {
    const { policy, document, revision, confirmedAtMs } = served;
    const ageMs = time() - confirmedAtMs;
    const fresh = { policy, document, revision, freshForMs: Math.max(0, maxAgeMs - ageMs) };
    if (failure === undefined) return { ...fresh, staleSinceMs: null, notice: null };
    const why = failure.error instanceof StoreError ? describeFault(failure.error) : 'the store gives no newer one';
    const untilMs = now().getTime() + Math.max(0, maxStaleMs - ageMs);
    const notice = describeStale({ number: revision.number, ageMs, why, untilMs });
    return { ...fresh, freshForMs: 0, staleSinceMs: failure.sinceMs, notice };
  }

  /** A good one that may still be used, however the store is. */
  function usable(): Good | undefined {
    return good !== undefined && time() - good.confirmedAtMs < maxStaleMs ? good : undefined;
  }

  /** One that was the newest when the request came, or less than the age before. */
  function confirmed(enteredMs: number): Good | undefined {
    if (good === undefined || failure !== undefined) return undefined;
    const beforeMs = enteredMs - good.confirmedAtMs;
    return beforeMs < maxAgeMs || beforeMs <= 0 ? good : undefined;
  }

  async function askAgain(): Promise<void> {
    if (usable() === undefined) {
      await board().done;
    } else if (failure === undefined) {
      const { done, lateness } = board();
      await Promise.race([done, lateness]);
    } else if (flight === undefined && time() - lastAskedAtMs >= maxAgeMs) {
      takeOff();
    }
  }

  async function load(): Promise<PolicyInForce> {
    const enteredMs = time();
    if (good !== undefined && enteredMs - good.confirmedAtMs < maxAgeMs) return serve(good);
    for (let asked = 0; asked < MAX_ASKS; asked += 1) {
      await askAgain();
      const served = confirmed(enteredMs) ?? usable();
      if (served !== undefined) return serve(served);
      if (failure !== undefined) throw failure.error;
    }
    throw tooSlow();
  }

  async function adopt(written: ReadPolicy): Promise<void> {
    writes += 1;
    if (written.etag === undefined) {
      // Somebody has replaced it already: what is there now holds it.
      if (good !== undefined) good = { ...good, confirmedAtMs: Math.min(good.confirmedAtMs, time() - maxAgeMs) };
      flight = undefined;
      await board().done;
      return;
    }
    try {
      const policy = await compile(written);
      // When it was the newest isn't known to the millisecond, so it is asked for as if nothing were written.
      swap(written, policy, good?.confirmedAtMs ?? -Infinity);
    } catch (error) {
      fail(error);
    }
  }

  return { load, adopt };
}

function tooSlow(): StoreError {
  const message = `${POLICY_KEY} can't be asked for: the store has given no answer within ${WAIT_MS} ms`;
  return new StoreError('ERR_STORE_UNAVAILABLE', message, { key: POLICY_KEY });
}

function meansNothing(problems: readonly PolicyProblem[]): StoreError {
  const named = problems.slice(0, NAMED_PROBLEMS);
  const places = named.map(({ path, message }) => `${path}: ${message}`).join('; ');
  const message = `${POLICY_KEY} can't be the policy: ${places}`;
  return new StoreError('ERR_STORE_DOCUMENT_INVALID', message, { key: POLICY_KEY, problems: named });
}

function codeOf(error: unknown): string {
  return error instanceof StoreError ? error.code : 'unknown';
}

function describeFault(error: StoreError): string {
  const { code } = error;
  if (error instanceof OlderPolicyError) return error.message;
  const what =
    code === 'ERR_STORE_DOCUMENT_INVALID' ? 'the newest document is no policy' : 'the store gives no newer one';
  return `${what} (${code})`;
}
