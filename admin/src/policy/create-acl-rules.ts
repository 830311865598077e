import type { Binding, Denial, PolicySubject, Role } from '@wharfinger/policy';

import { ACL_TYPES, type AclRegion, type AclType } from './acl-region.ts';
import type { AclRule } from './read-acl-entry.ts';

/** What is to be denied so that an entry means what it meant as an earlier one. */
export type DenialPart = {
  index: number;
  region: AclRegion;
  actions: Partial<Record<AclType, readonly string[]>>;
};

const BUILT_IN: Readonly<Record<string, string>> = {
  pull: 'reader',
  'pull-push': 'writer',
  'pull-push-delete': 'maintainer',
};

/** A binding for what an entry gives, and its role where no built-in one says it; nothing when it gives nothing. */
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
  return {
    roles: builtIn === undefined ? { [role]: { permissions } } : {},
    bindings: [
      {
        id: `acl-${index}`,
        role,
        subjects,
        ...(region.names === null ? {} : { names: region.names.map(({ source }) => source) }),
        ...(region.network === null ? {} : { cidrs: [region.network.cidr] }),
        ...(region.services === null ? {} : { services: [...region.services] }),
      },
    ],
  };
}

function subjectsOf({ accounts, label }: AclRegion): PolicySubject[] {
  if (label !== null) return label.values.map((value) => ({ kind: 'label', key: label.key, value }));
  if (accounts.kind === 'accounts') return accounts.accounts.map((account) => ({ kind: 'account', account }));
  return accounts.kind === 'anonymous' ? [] : [{ kind: accounts.kind }];
}

/** One denial for each entry and region. */
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
    const count = (counts.get(first.index) ?? 0) + 1;
    counts.set(first.index, count);
    const id = `acl-${first.index}-denial${count === 1 ? '' : `-${count}`}`;
    return [createDenial(id, first.region, group)];
  });
}

function namesOf({ names }: AclRegion): string[] | null {
  return names?.map(({ source }) => source) ?? null;
}

function createDenial(id: string, region: AclRegion, group: readonly DenialPart[]): Denial {
  const permissions = ACL_TYPES.flatMap((type) => {
    const actions = [...new Set(group.flatMap((part) => part.actions[type] ?? []))];
    const names = namesOf(region) ?? [type === 'registry' ? 'catalog' : '**'];
    return actions.length === 0 ? [] : names.map((name) => ({ type, name, actions }));
  });
  return {
    id,
    subjects: subjectsOf(region),
    permissions,
    ...(region.services === null ? {} : { services: [...region.services] }),
  };
}
