import type { PolicyDocument } from '../src/index.ts';

type Element = { list: unknown[]; index: number; owner: () => void };

/** The elements that stand in lists of one rule, and whether the whole rule is meant. */
function elementsOf(
  rule: object | undefined,
  member: string | undefined,
  index: string | undefined,
): unknown[] | undefined {
  const found: unknown = Object.entries(rule ?? {}).find(([name]) => name === member)?.[1];
  return index !== undefined && Array.isArray(found) ? found : undefined;
}

/**
 * A document without what the paths lead to: an element of a list, or the rule where none is left or where the path is a
 * rule's, or one of its conditions'.
 */
export function without(policy: PolicyDocument, paths: readonly string[]): PolicyDocument {
  // Each part by itself: what two rules share is cloned once for each.
  const copy: PolicyDocument = {
    ...policy,
    roles: structuredClone(policy.roles),
    bindings: policy.bindings.map((rule) => structuredClone(rule)),
    denials: policy.denials.map((rule) => structuredClone(rule)),
  };
  const gone = new Set<object>();
  const elements: Element[] = [];
  for (const path of paths) {
    const [list = '', at = '', member, index] = path.match(/[^.$[\]]+/g) ?? [];
    const rule = list === 'roles' ? copy.roles[at] : copy[list === 'bindings' ? 'bindings' : 'denials'][Number(at)];
    const found = elementsOf(rule, member, index);
    const owner = () => void (rule !== undefined && gone.add(rule));
    if (found === undefined) owner();
    else elements.push({ list: found, index: Number(index), owner });
  }
  for (const { list, index, owner } of elements.toSorted((a, b) => b.index - a.index)) {
    list.splice(index, 1);
    if (list.length === 0) owner();
  }
  return {
    ...copy,
    roles: Object.fromEntries(Object.entries(copy.roles).filter(([, role]) => !gone.has(role))),
    bindings: copy.bindings.filter((rule) => !gone.has(rule)),
    denials: copy.denials.filter((rule) => !gone.has(rule)),
  };
}
