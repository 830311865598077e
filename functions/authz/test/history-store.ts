import { createFixedClock, createMemoryBucket, createSequentialIds, type MemoryBucket } from '@wharfinger/fakes';
import { type Binding, DEFAULT_POLICY, type PolicyDocument } from '@wharfinger/policy';

import { type ControlStorePoliciesOptions, createControlStorePolicies } from '../src/store/control-store-policies.ts';
import type { ChangeBy, CurrentPolicy, Policies, PolicyChangeOutcome } from '../src/store/policies.ts';
import { POLICY_KEY } from '../src/store/revision-key.ts';

export function bindingOf(id: string): Binding {
  return { id, role: 'reader', subjects: [{ kind: 'account', account: id }] };
}

export function withBindings(...ids: string[]): PolicyDocument {
  return { ...DEFAULT_POLICY, bindings: ids.map(bindingOf) };
}

export const BY: ChangeBy = { author: 'root', reason: 'a test' };

/** Adds one binding, whatever else there is. */
export function addBinding(policies: Policies, id: string, by: ChangeBy = BY): Promise<PolicyChangeOutcome<never>> {
  return policies.change<never>(by, ({ document }) => ({
    kind: 'write',
    document: { ...document, bindings: [...document.bindings, bindingOf(id)] },
  }));
}

export function idsOf({ document }: CurrentPolicy): string[] {
  return document.bindings.map(({ id }) => id).toSorted();
}

export type HistoryUnderTest = {
  bucket: MemoryBucket;
  policies: Policies;
  /** One more instance over the same bucket. */
  another: (options?: Partial<ControlStorePoliciesOptions>) => Policies;
  /** Writes the document past the API. */
  putByHand: (document: unknown) => Promise<void>;
  keys: (prefix: string) => string[];
};

/** Policies over a bucket in memory, with a clock that stands still and no waiting. */
export function startHistory(): HistoryUnderTest {
  const bucket = createMemoryBucket();
  const clock = createFixedClock('2026-06-01T00:00:00Z');
  const newId = createSequentialIds();
  const another = (options: Partial<ControlStorePoliciesOptions> = {}): Policies =>
    createControlStorePolicies({
      bucket,
      now: clock.now,
      newId,
      sleep: async () => undefined,
      random: () => 0,
      ...options,
    }).policies;
  return {
    bucket,
    policies: another(),
    another,
    putByHand: async (document) => {
      const text = typeof document === 'string' ? document : JSON.stringify(document);
      await bucket.put(POLICY_KEY, new TextEncoder().encode(text));
    },
    keys: (prefix) => Object.keys(bucket.contents()).filter((key) => key.startsWith(prefix)),
  };
}
