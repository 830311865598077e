import { currentFailures, type Failures } from './throttle-failures.ts';

/** `free` refusals cost nothing; each from there on doubles the delay, from one second up to `capMs`. */
export type ThrottleRule = { readonly free: number; readonly capMs: number };

export const THROTTLE_RULES: Readonly<Record<'pair' | 'pairWithoutAddress' | 'account' | 'network', ThrottleRule>> = {
  /** An account from one network. */
  pair: { free: 5, capMs: 30_000 },
  /** An account from nobody knows where, its owner's clients among them. */
  pairWithoutAddress: { free: 5, capMs: 5000 },
  /** An account from all networks where it hasn't signed in. */
  account: { free: 100, capMs: 30_000 },
  /** A network, all accounts that haven't signed in from there. */
  network: { free: 100, capMs: 30_000 },
};

const FIRST_MS = 1000;

/** How long a sign-in has to wait after so many refusals. */
export function delayAfter(failures: number, { free, capMs }: ThrottleRule): number {
  return failures < free ? 0 : Math.min(capMs, FIRST_MS * 2 ** (failures - free));
}

/** How many failures are worth remembering: with more, the delay is no longer. */
export function failuresKept({ free, capMs }: ThrottleRule): number {
  return free + Math.ceil(Math.log2(capMs / FIRST_MS));
}

/** How much is left of the delay after the last failure; never more than the whole delay, whatever clock wrote it. */
export function remainingDelayMs(failures: Failures, rule: ThrottleRule, nowMs: number): number {
  const current = currentFailures(failures, nowMs);
  const delayMs = delayAfter(current.length, rule);
  return Math.min(delayMs, Math.max(0, (current.at(-1) ?? 0) + delayMs - nowMs));
}
