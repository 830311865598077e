import { type NamePattern, patternCovers, patternsOverlap } from '@wharfinger/token';

import type { Accounts, AclRegion } from './acl-region.ts';
import { networkCovers, networksOverlap } from './read-acl-network.ts';

type Names = readonly NamePattern[] | null;
type Who = Pick<AclRegion, 'accounts' | 'label'>;

/** Whom a region is for at most: nobody has labels who isn't signed in. */
function accountsOf({ accounts, label }: Who): Accounts {
  return label !== null && accounts.kind === 'everyone' ? { kind: 'signed-in' } : accounts;
}

function accountsOverlap(a: Accounts, b: Accounts): boolean {
  if (a.kind === 'everyone' || b.kind === 'everyone') return true;
  if (a.kind === 'anonymous' || b.kind === 'anonymous') return a.kind === b.kind;
  if (a.kind === 'signed-in' || b.kind === 'signed-in') return true;
  return a.accounts.some((account) => b.accounts.includes(account));
}

/** Never true wrongly. */
function accountsCover(general: Accounts, special: Accounts): boolean {
  if (general.kind === 'everyone') return true;
  if (general.kind === 'signed-in') return special.kind === 'signed-in' || special.kind === 'accounts';
  if (general.kind === 'anonymous') return special.kind === 'anonymous';
  return special.kind === 'accounts' && special.accounts.every((account) => general.accounts.includes(account));
}

/** Tells whether everybody whom the second is for is one whom the first is for. */
export function whoCovers(general: Who, special: Who): boolean {
  if (general.label !== null) {
    const { key, values } = general.label;
    return special.label?.key === key && special.label.values.every((value) => values.includes(value));
  }
  return accountsCover(general.accounts, accountsOf(special));
}

function listCovers(general: readonly string[] | null, special: readonly string[] | null): boolean {
  return general === null || (special?.every((item) => general.includes(item)) ?? false);
}

/** Tells whether every name of the second is one of the first. */
export function namesCover(general: Names, special: Names): boolean {
  return general === null || (special?.every((name) => general.some((each) => patternCovers(each, name))) ?? false);
}

/** Tells whether every service of the second is one of the first. */
export const servicesCover: typeof listCovers = listCovers;

/** Tells whether one request can be in both; never false wrongly. */
export function regionsOverlap(a: AclRegion, b: AclRegion): boolean {
  return (
    accountsOverlap(accountsOf(a), accountsOf(b)) &&
    a.types.some((type) => b.types.includes(type)) &&
    (a.names === null ||
      b.names === null ||
      a.names.some((name) => (b.names ?? []).some((other) => patternsOverlap(name, other)))) &&
    networksOverlap(a.network, b.network) &&
    (a.services === null || b.services === null || a.services.some((service) => (b.services ?? []).includes(service)))
  );
}

/** Tells whether every request of the second is in the first; never true wrongly. */
export function regionCovers(general: AclRegion, special: AclRegion): boolean {
  return (
    whoCovers(general, special) &&
    special.types.every((type) => general.types.includes(type)) &&
    namesCover(general.names, special.names) &&
    networkCovers(general.network, special.network) &&
    listCovers(general.services, special.services)
  );
}
