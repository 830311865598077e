import type { Way } from './find-lock-out-paths.ts';
import { isNoNarrower } from './rule-reach.ts';

/** Most comparisons of conditions; whoever writes more that differ in nothing else gets the careful answer. */
const MAX_COMPARISONS = 100_000;

/** Whether every element of the first is in the second. */
export function isSubset(part: readonly string[], whole: readonly string[]): boolean {
  return part.every((one) => whole.includes(one));
}

/** All lists that requirements can be without some of them. */
function subsetsOf(requires: readonly string[]): readonly (readonly string[])[] {
  const subsets: (readonly string[])[] = [[]];
  for (const one of requires) {
    subsets.push(...subsets.map((subset) => [...subset, one]));
  }
  return subsets;
}

/**
 * Tells of a way whether one of these is open whenever it is: requires nothing more, and holds under no narrower
 * conditions. False too where that is too much work to be sure.
 */
export function createWayIndex(ways: readonly Way[], now: Date): (way: Way) => boolean {
  const byRequirements = new Map<string, Map<string, Way>>();
  for (const way of ways) {
    const key = JSON.stringify(way.requires);
    const alike = byRequirements.get(key) ?? new Map<string, Way>();
    byRequirements.set(key, alike.set(textOfReach(way), way));
  }
  let comparisons = 0;
  return (way) => {
    for (const subset of subsetsOf(way.requires)) {
      const alike = byRequirements.get(JSON.stringify(subset)) ?? new Map<string, Way>();
      if (alike.has(textOfReach(way))) return true;
      for (const candidate of alike.values()) {
        comparisons += 1;
        if (comparisons > MAX_COMPARISONS) return false;
        if (isNoNarrower(candidate.reach, way.reach, now)) return true;
      }
    }
    return false;
  };
}

function textOfReach({ reach: { fromMs, untilMs, networks } }: Way): string {
  const places = networks?.map(({ family, network, hostBits }) => `${family}:${network}/${hostBits}`).toSorted();
  return [fromMs, untilMs, ...(places ?? ['anywhere'])].join(' ');
}
