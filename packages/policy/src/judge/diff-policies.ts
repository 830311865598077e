import type { PolicyDocument } from '../policy-document.ts';

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

/** Most rules that were not touched are the same objects, or are written the same way. */
function isSame(before: unknown, after: unknown): boolean {
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

/**
 * Tells what is different between two valid documents, sorted by path. The order of a list, or an element that stands
 * in it twice, is no difference.
 */
export function diffPolicies(before: PolicyDocument, after: PolicyDocument): PolicyChange[] {
  const earlier = partsOf(before);
  const changes: PolicyChange[] = [];
  for (const [path, part] of partsOf(after)) {
    if (!earlier.has(path)) {
      changes.push({ kind: 'added', path, after: part });
    } else if (!isSame(earlier.get(path), part)) {
      changes.push({ kind: 'changed', path, before: earlier.get(path), after: part });
    }
    earlier.delete(path);
  }
  for (const [path, part] of earlier) {
    changes.push({ kind: 'removed', path, before: part });
  }
  return changes.toSorted(comparePaths);
}
