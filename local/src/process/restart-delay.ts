const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 10_000;

/** How long a process must have run for its death to count as the first one of a new series. */
export const STEADY_MS = 10_000;

/** Pause before the next start after `deaths` deaths in a row (1 = the first): 0.2 s, doubled each time, at most 10 s. */
export function restartDelayMs(deaths: number): number {
  return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.max(0, deaths - 1));
}
