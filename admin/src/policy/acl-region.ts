import type { NamePattern } from '@wharfinger/token';

import type { AclNetwork } from './read-acl-network.ts';

/** The scope types that docker_auth's rules speak of here. */
export const ACL_TYPES = ['repository', 'registry'] as const;
export type AclType = (typeof ACL_TYPES)[number];

/** Actions by type, as requests name them. */
export const ACL_ACTIONS: Readonly<Record<AclType, readonly string[]>> = {
  repository: ['pull', 'push', 'delete'],
  registry: ['*'],
};

export type Accounts =
  | { kind: 'everyone' }
  | { kind: 'signed-in' }
  | { kind: 'anonymous' }
  | { kind: 'accounts'; accounts: readonly string[] };

/**
 * The requests that an entry may match: all of those that docker_auth would match with it, and where nothing is said
 * against the entry, no others.
 */
export type AclRegion = {
  accounts: Accounts;
  /** Who has one of the values; `null`: whoever. */
  label: { key: string; values: readonly string[] } | null;
  types: readonly AclType[];
  /** `null`: every name. None: no name at all. */
  names: readonly NamePattern[] | null;
  network: AclNetwork | null;
  /** `null`: every service. */
  services: readonly string[] | null;
};

/** One reading of one condition, and why it can't be had here, if it can't. */
export type Reading<T> = { value: T; problem?: string };
