export type ShareLimits = {
  /** How many of one name are within its share of a window. */
  maxOfOne: number;
  windowMs: number;
  /** Most names that are remembered. */
  maxNames: number;
};

/** Counts one more of the name, and says whether it is still within its share. A window begins with the first. */
export type WindowShare = (name: string) => boolean;

/** Gives each name the same share of every window; beyond `maxNames` the one that was heard of longest ago is forgotten. */
export function createWindowShare(limits: ShareLimits, { elapsedMs }: { elapsedMs: () => number }): WindowShare {
  // The one that was heard of last is the last.
  const windows = new Map<string, { endsAtMs: number; count: number }>();
  return (name) => {
    const nowMs = elapsedMs();
    const known = windows.get(name);
    const window =
      known !== undefined && nowMs < known.endsAtMs ? known : { endsAtMs: nowMs + limits.windowMs, count: 0 };
    windows.delete(name);
    windows.set(name, window);
    if (windows.size > limits.maxNames) forgetOldest(windows);
    window.count += 1;
    return window.count <= limits.maxOfOne;
  };
}

function forgetOldest(windows: Map<string, unknown>): void {
  const [oldest] = windows.keys();
  if (oldest !== undefined) windows.delete(oldest);
}
