/**
 * How far two samples are apart: the largest difference between the shares of either that are no greater than a value
 * (Kolmogorov and Smirnov); 0 for the same distribution, 1 for samples that don't overlap.
 */
export function distributionDistance(one: readonly number[], other: readonly number[]): number {
  const [a, b] = [one, other].map((sample) => sample.toSorted((x, y) => x - y));
  let [reachedA, reachedB, distance] = [0, 0, 0];
  for (const value of [...one, ...other].toSorted((x, y) => x - y)) {
    while ((a?.[reachedA] ?? Number.POSITIVE_INFINITY) <= value) reachedA += 1;
    while ((b?.[reachedB] ?? Number.POSITIVE_INFINITY) <= value) reachedB += 1;
    distance = Math.max(distance, Math.abs(reachedA / one.length - reachedB / other.length));
  }
  return distance;
}

/**
 * The distance that two samples of the same distribution exceed with the given chance at most. Whether a sample went to
 * one side or the other must have been drawn by lot; then it holds whatever disturbed the machine meanwhile.
 */
export function distanceBound(sizes: { one: number; other: number }, chance: number): number {
  return Math.sqrt((-Math.log(chance / 2) / 2) * (1 / sizes.one + 1 / sizes.other));
}
