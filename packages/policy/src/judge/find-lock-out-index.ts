import type { StepBudget } from '../decide/step-budget.ts';
import type { Way, Ways } from './find-lock-out-ways.ts';
import { costOfReaches, isNoNarrower } from './rule-reach.ts';

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
 * conditions. When the budget is exhausted behind it, the answer means nothing.
 */
export function createWayIndex(ways: readonly Way[], now: Date, budget: StepBudget): (way: Way) => boolean {
  const byRequirements = new Map<string, Map<string, Way>>();
  for (const way of ways) {
    const key = JSON.stringify(way.requires);
    const alike = byRequirements.get(key) ?? new Map<string, Way>();
    byRequirements.set(key, alike.set(textOfReach(way), way));
  }
  return (way) => {
    for (const subset of subsetsOf(way.requires)) {
      const alike = byRequirements.get(JSON.stringify(subset)) ?? new Map<string, Way>();
      if (alike.has(textOfReach(way))) return true;
      for (const candidate of alike.values()) {
        if (budget.isExhausted()) return false;
        budget.spend(costOfReaches(candidate.reach, way.reach));
        if (isNoNarrower(candidate.reach, way.reach, now)) return true;
      }
    }
    return false;
  };
}

/** Whether the ways are the same, whatever rules they come from. */
export function areSameWays(a: Ways, b: Ways): boolean {
  return (
    areSameTexts(a.gains.map(textOfWay), b.gains.map(textOfWay)) &&
    areSameTexts(a.losses.map(textOfWay), b.losses.map(textOfWay))
  );
}

function areSameTexts(a: readonly string[], b: readonly string[]): boolean {
  const texts = new Set(a);
  return texts.size === new Set(b).size && b.every((text) => texts.has(text));
}

function textOfWay(way: Way): string {
  return `${JSON.stringify(way.requires)} ${textOfReach(way)}`;
}

function textOfReach({ reach: { fromMs, untilMs, networks } }: Way): string {
  const places = networks?.map(({ family, network, hostBits }) => `${family}:${network}/${hostBits}`).toSorted();
  return [fromMs, untilMs, ...(places ?? ['anywhere'])].join(' ');
}
