export type FixedClock = {
  now: () => Date;
  advance(ms: number): void;
  set(time: string | Date): void;
};

/** A clock that stands still until it is moved; starts at 2026-01-01T00:00:00Z unless told otherwise. */
export function createFixedClock(start: string | Date = '2026-01-01T00:00:00.000Z'): FixedClock {
  let currentMs = new Date(start).getTime();
  return {
    now: () => new Date(currentMs),
    advance: (ms) => {
      currentMs += ms;
    },
    set: (time) => {
      currentMs = new Date(time).getTime();
    },
  };
}
