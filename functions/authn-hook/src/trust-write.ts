import type { TrustDocument, TrustInput } from './trust-document.ts';
import type { StoredTrust, Trusts } from './trusts.ts';
import type { WriteCondition } from './write-condition.ts';

export type TrustWriteDeps = {
  readonly trusts: Pick<Trusts, 'read' | 'create' | 'replace'>;
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
  | { kind: 'changed' };

/** Creates a trust, or replaces one version of it as a whole. */
export async function writeTrust(
  name: string,
  input: TrustInput,
  condition: WriteCondition,
  deps: TrustWriteDeps,
): Promise<TrustWriteOutcome> {
  const stored = await deps.trusts.read(name);
  const current = liveTrust(stored);
  if (condition.kind === 'create' && current !== undefined) return { kind: 'exists' };
  if (condition.kind === 'replace' && (current === undefined || etagOf(stored) !== condition.etag)) {
    return { kind: 'changed' };
  }
  const now = deps.now().toISOString();
  const head = {
    schema: 1,
    name,
    version: deps.newId(),
    createdAt: current?.createdAt ?? now,
    updatedAt: now,
  } as const;
  const trust: TrustDocument = { ...head, ...input };
  const etag = etagOf(stored);
  // A name whose trust was deleted holds what is left of it.
  const written = etag === undefined ? await deps.trusts.create(trust) : await deps.trusts.replace(trust, etag);
  if (written.kind === 'conflict') return { kind: current === undefined ? 'exists' : 'changed' };
  return { kind: current === undefined ? 'created' : 'replaced', trust, etag: written.etag };
}

/** Puts a mark in the place of one version of a trust; it reads as missing from then on. */
export async function deleteTrust(
  name: string,
  etag: string,
  deps: TrustWriteDeps,
): Promise<Extract<TrustWriteOutcome, { kind: 'deleted' | 'missing' | 'changed' }>> {
  const stored = await deps.trusts.read(name);
  if (liveTrust(stored) === undefined) return { kind: 'missing' };
  if (etagOf(stored) !== etag) return { kind: 'changed' };
  const written = await deps.trusts.replace({ schema: 1, name, deletedAt: deps.now().toISOString() }, etag);
  return { kind: written.kind === 'stored' ? 'deleted' : 'changed' };
}

/** The trust, unless it is missing or was deleted. */
export function liveTrust(stored: StoredTrust): TrustDocument | undefined {
  return stored.kind === 'found' && 'issuer' in stored.value ? stored.value : undefined;
}

function etagOf(stored: StoredTrust): string | undefined {
  return stored.kind === 'found' ? stored.etag : undefined;
}
