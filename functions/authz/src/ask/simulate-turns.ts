/** How long one may work while others wait. */
const TURN_MS = 10;

/** Gives way to others whenever a turn is over; in between it costs nothing. */
export function createTurns(deps: { nowMs: () => number; giveWay: () => Promise<unknown> }): () => Promise<void> {
  let startedMs = deps.nowMs();
  return async () => {
    if (deps.nowMs() - startedMs < TURN_MS) return;
    await deps.giveWay();
    startedMs = deps.nowMs();
  };
}
