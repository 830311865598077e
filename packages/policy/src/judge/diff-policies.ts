import type { PolicyDocument } from '../policy-document.ts';
import { finishAtOnce } from './judging-work.ts';

/** What one change does to one part of a policy. `before` and `after` are as the documents have them. */
export type PolicyChange = {
  kind: 'added' | 'changed' | 'removed';
  /** `bindings/dev-team`, `denials/y`, `roles/x` or `defaults`. */
  path: string;
  before?: unknown;
  after?: unknown;
};

/**
 * Text that is the same for every way of writing the same part of a policy. Members stand in any order, and so do the
 * elements of lists: every list of a policy is a set, so neither their order nor their number decides anything.
 */
function canonicalText(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${[...new Set(value.map(canonicalText))].toSorted().join(',')}]`;
  }
  if (typeof value !== 'object' || value === null) {
    return JSON.stringify(value);
  }
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalText(member)}`);
  return `{${members.toSorted().join(',')}}`;
}

/**
 * Whether two parts of policies, or two rules, say the same, however they are written. Most that were not touched are the
 * same objects, or are written the same way.
 */
export function isSameRule(before: unknown, after: unknown): boolean {
  return (
    before === after ||
    JSON.stringify(before) === JSON.stringify(after) ||
    canonicalText(before) === canonicalText(after)
  );
}

function partsOf({ defaults, roles, bindings, denials }: PolicyDocument): Map<string, unknown> {
  return new Map<string, unknown>([
    ['defaults', defaults],
    ...bindings.map((binding) => [`bindings/${binding.id}`, binding] as const),
    ...denials.map((denial) => [`denials/${denial.id}`, denial] as const),
    ...Object.entries(roles).map(([name, role]) => [`roles/${name}`, role] as const),
  ]);
}

/** Order by path, in code units. */
function comparePaths(a: PolicyChange, b: PolicyChange): number {
  return a.path < b.path ? -1 : 1;
}

/** Parts that are compared between two pauses, a few milliseconds of work. */
const PARTS_PER_STEP = 200;

/** As `diffPolicies`, with a pause at every `yield`. */
export function* diffPoliciesInSteps(
  before: PolicyDocument,
  after: PolicyDocument,
): Generator<undefined, PolicyChange[]> {
  const earlier = partsOf(before);
  const changes: PolicyChange[] = [];
  let compared = 0;
  for (const [path, part] of partsOf(after)) {
    compared += 1;
    if (compared % PARTS_PER_STEP === 0) yield;
    if (!earlier.has(path)) {
      changes.push({ kind: 'added', path, after: part });
    } else if (!isSameRule(earlier.get(path), part)) {
      changes.push({ kind: 'changed', path, before: earlier.get(path), after: part });
    }
    earlier.delete(path);
  }
  for (const [path, part] of earlier) {
    changes.push({ kind: 'removed', path, before: part });
  }
  return changes.toSorted(comparePaths);
}

/**
 * Tells what is different between two valid documents, sorted by path. The order of a list, or an element that stands
 * in it twice, is no difference.
 */
export function diffPolicies(before: PolicyDocument, after: PolicyDocument): PolicyChange[] {
  return finishAtOnce(diffPoliciesInSteps(before, after));
}
