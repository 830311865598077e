const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** One Ctrl-C reaches this process more than once: from the terminal, and forwarded by npm and by the program that started it. */
const SAME_REQUEST_MS = 1000;

/** Calls `stop` at the first signal that asks this process to end, and `hurry` at each one that comes clearly later. */
export function onStopRequest(stop: (signal: NodeJS.Signals) => void, hurry: () => void): void {
  let firstAtMs: number | undefined;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      const now = performance.now();
      if (firstAtMs === undefined) {
        firstAtMs = now;
        stop(signal);
      } else if (now - firstAtMs > SAME_REQUEST_MS) {
        hurry();
      }
    });
  }
}
