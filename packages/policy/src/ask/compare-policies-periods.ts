import type { CompiledPolicy } from '../decide/compile-policy.ts';

/**
 * Numbers the periods in which the same rules of all the policies hold: at two times of one period a request is decided
 * alike.
 */
export function createPeriods(policies: readonly CompiledPolicy[]): (at: Date) => number {
  const rules = policies.flatMap(({ bindings, denials }) => [...bindings, ...denials]);
  // Another period begins at the first instant of a rule, and behind its last.
  const starts = rules.flatMap(({ notBeforeMs, notAfterMs }) => [notBeforeMs, notAfterMs + 1]);
  const inOrder = [...new Set(starts.filter(Number.isFinite))].toSorted((a, b) => a - b);
  return (at) => {
    const atMs = at.getTime();
    let [low, high] = [0, inOrder.length];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (Number(inOrder[middle]) <= atMs) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
