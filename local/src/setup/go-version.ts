/** `1.26.8` out of `go version go1.26.8 linux/amd64`; `0` when there is none. */
export function parseGoVersion(printed: string): string {
  return /\bgo(\d+(?:\.\d+)*)/.exec(printed)?.[1] ?? '0';
}

/** Compares dotted numbers; a part that is missing counts as 0. */
export function compareVersions(left: string, right: string): number {
  const [leftParts, rightParts] = [left, right].map((version) => version.split('.').map(Number));
  for (const index of [0, 1, 2]) {
    const difference = (leftParts?.[index] ?? 0) - (rightParts?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
