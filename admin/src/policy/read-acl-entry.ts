import { parsePattern, patternsOverlap } from '@wharfinger/token';

import type { AclEntry } from './acl-entry.ts';
import { ACL_ACTIONS, type AclRegion, type AclType } from './acl-region.ts';
import { readAccounts, readLabel, readServices, readTypes } from './read-acl-conditions.ts';
import { hasLabelVariable, isAccountJoined, readAclNames, widenLabels } from './read-acl-names.ts';
import { type AclNetwork, readAclNetwork } from './read-acl-network.ts';

/** An entry, as far as it can be said in the words of a policy. */
export type AclRule = {
  index: number;
  /** The requests that a rule made of it would be for. */
  region: AclRegion;
  /** Every request that docker_auth may match with it. */
  reach: AclRegion;
  grants: Readonly<Record<AclType, readonly string[]>>;
  /** Why no rule means the same. */
  problems: readonly string[];
  /** Whether a denial of the region is for the same requests. */
  canDeny: boolean;
};

const CATALOG = 'catalog';

/** Reads one entry; nothing when docker_auth itself takes no such network. */
export function readAclEntry(entry: AclEntry, index: number): AclRule | undefined {
  const { match, actions } = entry;
  const network = match.ip === undefined ? null : readAclNetwork(match.ip);
  if (network === undefined) return undefined;
  const accounts = readAccounts(match.account);
  const label = readLabel(match.labels);
  const types = readTypes(match.type);
  const names = readAclNames(match.name);
  const services = readServices(match.service);
  const wide = names.value?.map(widenLabels) ?? null;
  const isCatalog = wide === null || wide.some(mayBeCatalog);
  const region: AclRegion = {
    accounts: accounts.value,
    label: label.value,
    types: types.value.filter((type) => type === 'repository' || isCatalog),
    names: names.value,
    network,
    services: services.value,
  };
  const problems = [
    ...[accounts, label, types, names, services].flatMap(({ problem }) => problem ?? []),
    ...combinedProblems(region),
    ...(actions === null ? ['actions: there are none, and docker_auth breaks off every request that comes here'] : []),
  ];
  const hasVariable = names.value?.some(hasLabelVariable) ?? false;
  return {
    index,
    region,
    reach: { ...region, names: wide },
    grants: readGrants(actions ?? []),
    problems,
    canDeny: problems.length === 0 && isDeniable(network, hasVariable),
  };
}

/** An unknown address is in every network of a denial, and a label's value with a slash is in no name here. */
function isDeniable(network: AclNetwork | null, hasVariable: boolean): boolean {
  return network === null && !hasVariable;
}

function mayBeCatalog(pattern: Parameters<typeof patternsOverlap>[0]): boolean {
  const catalog = parsePattern(CATALOG);
  return catalog.kind === 'ok' && patternsOverlap(pattern, catalog.value);
}

function combinedProblems({ accounts, label, names }: AclRegion): string[] {
  const problems: string[] = [];
  if (label !== null && accounts.kind !== 'everyone' && accounts.kind !== 'signed-in') {
    problems.push('account and labels: a rule here is for an account or for a label, not for both at once');
  }
  if (accounts.kind === 'everyone' && label === null && names?.some(isAccountJoined) === true) {
    problems.push('name: to docker_auth ${account} is empty for those who are not signed in; say account: "/.+/"');
  }
  return problems;
}

function readGrants(actions: readonly string[]): AclRule['grants'] {
  // `*` among others is an action of that name, as the catalog has one.
  if (actions.length === 1 && actions[0] === '*') return ACL_ACTIONS;
  const among = (type: AclType): string[] => ACL_ACTIONS[type].filter((action) => actions.includes(action));
  return { repository: among('repository'), registry: among('registry') };
}
