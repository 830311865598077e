import type { Binding, Denial, PolicySubject, Role } from '@wharfinger/policy';

import { ACL_TYPES, type AclRegion, type AclType } from './acl-region.ts';
import type { AclRule } from './read-acl-entry.ts';

/** What is to be denied so that an entry means what it meant as an earlier one. */
export type DenialPart = {
  index: number;
  region: AclRegion;
  actions: Partial<Record<AclType, readonly string[]>>;
};

/** No list of a rule may be longer. */
const MAX_OF_LIST = 100;

const BUILT_IN: Readonly<Record<string, string>> = {
  pull: 'reader',
  'pull-push': 'writer',
  'pull-push-delete': 'maintainer',
};

/** What an entry gives: one binding, or more where its lists are too long for one, and its role where no built-in one says it. */
export function createGrant({ index, region, grants }: AclRule): { roles: Record<string, Role>; bindings: Binding[] } {
  const granted = ACL_TYPES.filter((type) => region.types.includes(type) && grants[type].length > 0);
  const subjects = subjectsOf(region);
  if (granted.length === 0 || subjects.length === 0) return { roles: {}, bindings: [] };
  const words = granted.map((type) => (type === 'registry' ? 'catalog' : grants.repository.join('-')));
  const builtIn = BUILT_IN[words.join('-')];
  const role = builtIn ?? `acl-${words.join('-')}`;
  const permissions = granted.map((type) => ({
    type,
    name: type === 'registry' ? 'catalog' : '**',
    actions: [...grants[type]],
  }));
  const parts = combine(cut(subjects), cutOrNull(namesOf(region)), cutOrNull(region.services));
  return {
    roles: builtIn === undefined ? { [role]: { permissions } } : {},
    bindings: parts.map(([some, names, services], part) => ({
      id: numbered(`acl-${index}`, part + 1),
      role,
      subjects: [...some],
      names: copyOf(names),
      cidrs: region.network === null ? undefined : [region.network.cidr],
      services: copyOf(services),
    })),
  };
}

/** Parts that are each as long as a list of one rule may be. */
function cut<T>(list: readonly T[]): (readonly T[])[] {
  const count = Math.ceil(list.length / MAX_OF_LIST);
  return Array.from({ length: count }, (_, part) => list.slice(part * MAX_OF_LIST, (part + 1) * MAX_OF_LIST));
}

function cutOrNull<T>(list: readonly T[] | null): (readonly T[] | null)[] {
  return list === null ? [null] : cut(list);
}

function copyOf<T>(list: readonly T[] | null): T[] | undefined {
  return list === null ? undefined : [...list];
}

/** Every part of the first list with every one of the second and the third. */
function combine<A, B, C>(first: readonly A[], second: readonly B[], third: readonly C[]): [A, B, C][] {
  return first.flatMap((a) => second.flatMap((b) => third.map((c): [A, B, C] => [a, b, c])));
}

function numbered(id: string, number: number): string {
  return number === 1 ? id : `${id}-${number}`;
}

function subjectsOf({ accounts, label }: AclRegion): PolicySubject[] {
  if (label !== null) return label.values.map((value) => ({ kind: 'label', key: label.key, value }));
  if (accounts.kind === 'accounts') return accounts.accounts.map((account) => ({ kind: 'account', account }));
  return accounts.kind === 'anonymous' ? [] : [{ kind: accounts.kind }];
}

/** One denial for each entry and region, or more where its lists are too long for one. */
export function createDenials(parts: readonly DenialPart[]): Denial[] {
  const groups = new Map<string, DenialPart[]>();
  for (const part of parts) {
    const key = JSON.stringify([part.index, subjectsOf(part.region), namesOf(part.region), part.region.services]);
    groups.set(key, [...(groups.get(key) ?? []), part]);
  }
  const counts = new Map<number, number>();
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return createGroup(first.region, group).map((denial): Denial => {
      const count = (counts.get(first.index) ?? 0) + 1;
      counts.set(first.index, count);
      return Object.assign({ id: numbered(`acl-${first.index}-denial`, count) }, denial);
    });
  });
}

function namesOf({ names }: AclRegion): string[] | null {
  return names?.map(({ source }) => source) ?? null;
}

function createGroup(region: AclRegion, group: readonly DenialPart[]): Omit<Denial, 'id'>[] {
  const permissions = ACL_TYPES.flatMap((type) => {
    const actions = [...new Set(group.flatMap((part) => part.actions[type] ?? []))];
    const names = namesOf(region) ?? [type === 'registry' ? 'catalog' : '**'];
    return actions.length === 0 ? [] : names.map((name) => ({ type, name, actions }));
  });
  const parts = combine(cut(subjectsOf(region)), cut(permissions), cutOrNull(region.services));
  return parts.map(([subjects, some, services]) => ({
    subjects: [...subjects],
    permissions: [...some],
    services: copyOf(services),
  }));
}
