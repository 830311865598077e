import { type WriteCondition } from '@wharfinger/admin-access';
import { asBroken } from './control-store-broken-document.ts';
import type { TrustDocument, TrustInput } from './trust-document.ts';
import { findTrustOverlap } from './trust-overlap.ts';
import { MAX_TRUSTS, type Trusts } from './trusts.ts';
import { sortKeys, type UnusableKey } from './usable-keys.ts';

export type TrustWriteDeps = {
  readonly trusts: Pick<Trusts, 'all' | 'read' | 'create' | 'replace' | 'remove'>;
  readonly now: () => Date;
  readonly newId: () => string;
};

export type TrustWriteOutcome =
  | { kind: 'created' | 'replaced'; trust: TrustDocument; etag: string }
  | { kind: 'deleted' }
  /** It was to be deleted and isn't there. */
  | { kind: 'missing' }
  /** It was to be created and is there. */
  | { kind: 'exists' }
  /** It was to be changed and isn't the named version any more, or isn't there. */
  | { kind: 'changed' }
  | WriteRefusal;

type WriteRefusal =
  /** Nothing can be verified by one of its keys. */
  | { kind: 'unusable-key'; key: UnusableKey }
  /** A trust in another issuer could give the same account. */
  | { kind: 'overlap'; other: string }
  /** It was to be created, and there are as many as there may be. */
  | { kind: 'too-many' };

/** Creates a trust, or replaces one version of it as a whole. One whose document is broken is replaced by a new trust. */
export async function writeTrust(
  name: string,
  input: TrustInput,
  condition: WriteCondition,
  deps: TrustWriteDeps,
): Promise<TrustWriteOutcome> {
  const version = condition.kind === 'create' ? NEW : await versionOf(name, condition.etag, deps);
  if (version === undefined) return { kind: 'changed' };
  const refusal = await findRefusal(name, input, condition, deps);
  if (refusal !== undefined) return refusal;
  const now = deps.now().toISOString();
  const head = {
    schema: 1,
    name,
    version: deps.newId(),
    createdAt: version.current?.createdAt ?? now,
    updatedAt: now,
  } as const;
  const trust: TrustDocument = { ...head, ...input };
  if (condition.kind === 'create') {
    const created = await deps.trusts.create(trust);
    return created.kind === 'stored' ? { kind: 'created', trust, etag: created.etag } : { kind: 'exists' };
  }
  const replaced = await deps.trusts.replace(trust, condition.etag);
  return replaced.kind === 'stored' ? { kind: 'replaced', trust, etag: replaced.etag } : { kind: 'changed' };
}

async function findRefusal(
  name: string,
  input: TrustInput,
  condition: WriteCondition,
  deps: TrustWriteDeps,
): Promise<WriteRefusal | undefined> {
  const { trusts, documents } = await deps.trusts.all();
  // A disabled trust lets nobody in: whatever is wrong with it, it can be switched off.
  if (!input.disabled) {
    const [key] = (await sortKeys(input.jwks?.keys ?? [])).unusable;
    if (key !== undefined) return { kind: 'unusable-key', key };
    const other = findTrustOverlap({ ...input, name }, trusts);
    if (other !== undefined) return { kind: 'overlap', other };
  }
  const isNew = condition.kind === 'create' && trusts.every((trust) => trust.name !== name);
  return isNew && documents >= MAX_TRUSTS ? { kind: 'too-many' } : undefined;
}

/** What is replaced; without `current` there is nothing in it that could stay. */
type Version = { current?: TrustDocument };

const NEW: Version = {};

async function versionOf(name: string, etag: string, deps: TrustWriteDeps): Promise<Version | undefined> {
  const found = await deps.trusts.read(name).catch(asBroken);
  if (!('etag' in found) || found.etag !== etag) return undefined;
  return found.kind === 'found' ? { current: found.value } : NEW;
}

/** Deletes one version of a trust. */
export async function deleteTrust(
  name: string,
  etag: string,
  deps: TrustWriteDeps,
): Promise<Extract<TrustWriteOutcome, { kind: 'deleted' | 'missing' | 'changed' }>> {
  const found = await deps.trusts.read(name).catch(asBroken);
  if (found.kind === 'missing') return found;
  const removed = await deps.trusts.remove(name, etag, deps.now().toISOString());
  return { kind: removed.kind === 'stored' ? 'deleted' : 'changed' };
}
