import type { Failures } from './throttle-failures.ts';

/**
 * As many entries as there may be, those with the most failures first, of these the newest, and all of the `kept`. What
 * has none goes in any case.
 */
export function mostFailures(
  map: ReadonlyMap<string, Failures>,
  max: number,
  kept: ReadonlyMap<string, unknown>,
): ReadonlyMap<string, Failures> {
  const entries = [...map].filter(([, failures]) => failures.length > 0);
  const others = entries.filter(([key]) => !kept.has(key));
  if (others.length <= max) return entries.length === map.size ? map : new Map(entries);
  const most = others
    .toSorted(([a, ofA], [b, ofB]) => ofB.length - ofA.length || (ofB.at(-1) ?? 0) - (ofA.at(-1) ?? 0) || compare(a, b))
    .slice(0, max);
  return new Map([...entries.filter(([key]) => kept.has(key)), ...most]);
}

/**
 * The newest sign-ins, of one account no more than `maxPerAccount`: an account that signs in from everywhere takes
 * nobody else's place. A pair's key begins with its account's, up to the dot.
 */
export function newestKnown(
  known: ReadonlyMap<string, number>,
  max: number,
  maxPerAccount: number,
): ReadonlyMap<string, number> {
  if (known.size <= maxPerAccount) return known;
  const perAccount = new Map<string, number>();
  const newest = [...known]
    .toSorted(([a, atOfA], [b, atOfB]) => atOfB - atOfA || compare(a, b))
    .filter(([pair]) => {
      const account = pair.slice(0, pair.indexOf('.'));
      const count = (perAccount.get(account) ?? 0) + 1;
      perAccount.set(account, count);
      return count <= maxPerAccount;
    });
  return newest.length === known.size && newest.length <= max ? known : new Map(newest.slice(0, max));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
