import { backoffMs, type Bucket, realPause, StoreError } from '@wharfinger/control-store';
import { nextTurn } from '@wharfinger/function-kit';
import type { PolicyDocument } from '@wharfinger/policy';

import {
  createCurrentPolicyReader,
  type CurrentPolicyReader,
  type ReadPolicy,
} from './control-store-current-policy.ts';
import { createControlStoreHistory, isUnreadable } from './control-store-history.ts';
import { createControlStorePolicyDocument } from './control-store-policy-document.ts';
import { putBrokenPolicyAside } from './control-store-policy-mend.ts';
import { createPolicyWrite, type PolicyWriteOptions } from './control-store-policy-write.ts';
import {
  type ChangeBy,
  type CurrentPolicy,
  type Policies,
  POLICY_MAX_BYTES,
  type PolicyChangeOutcome,
  type PolicyEdit,
  type PolicyMendOutcome,
  type RevisionsPage,
} from './policies.ts';
import {
  createRevisionKeeper,
  type RevisionKeeper,
  type RevisionKeeperOptions,
} from './control-store-revision-keeper.ts';
import { POLICY_KEY } from './revision-key.ts';
import type { Pause } from './stored-policy-text.ts';

/** Enough for an instance to get through beside dozens of others that write as fast as they can. */
const ATTEMPTS = 100;
const MEND_ATTEMPTS = 3;
const BACKOFF = { firstMs: 10, maxMs: 200 };

export type ControlStorePoliciesOptions = {
  bucket: Bucket;
  now: () => Date;
  newId: () => string;
  /** A change was written; it is answered when this is done. */
  onWritten?: (written: ReadPolicy) => Promise<void>;
  /** Default: every other event has its turn first. */
  pause?: Pause;
  sleep?: (ms: number) => Promise<void>;
  random?: () => number;
  /** Largest document; default 32 MiB. */
  maxBytes?: number;
  log?: RevisionKeeperOptions['log'];
};

/** The policy and its history in the control bucket, and the reader that the policy in force is kept up to date by. */
export type ControlStorePolicies = {
  policies: Policies;
  reader: CurrentPolicyReader;
  keeper: Pick<RevisionKeeper, 'note'>;
};

/**
 * Changes through one instance are made one after another, so that they don't hinder each other; between instances it is
 * compare-and-swap.
 */
export function createControlStorePolicies(options: ControlStorePoliciesOptions): ControlStorePolicies {
  const { bucket, maxBytes = POLICY_MAX_BYTES, pause = nextTurn } = options;
  const { sleep = realPause.sleep, random = realPause.random, onWritten } = options;
  const document = createControlStorePolicyDocument({ bucket, maxBytes, pause });
  const history = createControlStoreHistory({ bucket, maxBytes, pause });
  const reader = createCurrentPolicyReader({ document, history, pause });
  const keeper = createRevisionKeeper({ history, pause, log: options.log });
  const writing: PolicyWriteOptions = { ...options, document, history, keeper, maxBytes, pause };
  let queue: Promise<unknown> = Promise.resolve();

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = queue.then(work);
    queue = turn.catch(() => undefined);
    return turn;
  }

  async function finish(written: ReadPolicy): Promise<{ kind: 'written'; current: CurrentPolicy }> {
    reader.wrote(written);
    await onWritten?.(written);
    return { kind: 'written', current: written.current };
  }

  async function changeOnce<Refusal>(
    by: ChangeBy,
    edit: (current: CurrentPolicy) => PolicyEdit<Refusal> | Promise<PolicyEdit<Refusal>>,
  ): Promise<PolicyChangeOutcome<Refusal>> {
    await keeper.retry();
    const write = createPolicyWrite(writing, by);
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const before = await reader.read();
      const { current } = before;
      const written = await write.findWritten(before);
      if (written !== undefined) return finish(written);
      const edited = await edit(current);
      if (edited.kind === 'refused') return { ...edited, current };
      if (edited.kind === 'unchanged') return { kind: 'unchanged', current };
      const outcome = await write.write(before, edited.document);
      if (outcome.kind === 'written') return finish(outcome.policy);
      if (outcome.kind === 'too-large') return { kind: 'too-large', maxBytes, current };
      if (outcome.kind === 'unchanged') return { kind: 'unchanged', current };
      await sleep(backoffMs(attempt, BACKOFF, random));
    }
    const message = `${POLICY_KEY} was changed by others in each of ${ATTEMPTS} attempts`;
    throw new StoreError('ERR_STORE_CONFLICT', message, { key: POLICY_KEY });
  }

  async function mendOnce(by: ChangeBy, etag: string, next: PolicyDocument): Promise<PolicyMendOutcome> {
    await keeper.retry();
    const write = createPolicyWrite(writing, by);
    for (let attempt = 1; attempt <= MEND_ATTEMPTS; attempt += 1) {
      const before = await putBrokenPolicyAside(etag, { bucket, history, reader, pause });
      if (before === undefined) {
        // It may have been ourselves, unheard.
        const written = attempt === 1 ? undefined : await write.findWritten(await reader.read());
        return written === undefined ? { kind: 'changed' } : finish(written);
      }
      const outcome = await write.write(before, next);
      if (outcome.kind === 'written') return finish(outcome.policy);
      if (outcome.kind === 'too-large') throw new RangeError(`The policy would have more than ${maxBytes} bytes.`);
    }
    return { kind: 'changed' };
  }

  /** What there is; undefined while it can't be read, or is gone. */
  async function readable(): Promise<CurrentPolicy | undefined> {
    try {
      return (await reader.read()).current;
    } catch (error) {
      if (isUnreadable(error)) return undefined;
      throw error;
    }
  }

  async function revisions({ limit, before }: Parameters<Policies['revisions']>[0]): Promise<RevisionsPage> {
    const current = before === undefined ? await readable() : undefined;
    const page = await history.page({ limit, before });
    const revision = current?.revision.number === 0 ? undefined : current?.revision;
    const isListed = [...page.revisions, ...page.unreadable].some(({ etag }) => etag === revision?.etag);
    const listed = revision === undefined || isListed ? page.revisions : [revision, ...page.revisions];
    const numbers = [...listed, ...page.unreadable].map(({ number }) => number);
    const nextBefore = page.isTruncated ? Math.min(...numbers) : undefined;
    return { revisions: listed, unreadable: page.unreadable, nextBefore };
  }

  async function revision(number: number): Promise<CurrentPolicy | undefined> {
    if (number === 0) return reader.default();
    const current = await readable();
    if (current?.revision.number === number) return current;
    const name = (await history.names(number)).at(0);
    return name === undefined ? undefined : history.open(name);
  }

  return {
    policies: {
      read: async () => (await reader.read()).current,
      change: (by, edit) => inTurn(() => changeOnce(by, edit)),
      mend: (by, etag, next) => inTurn(() => mendOnce(by, etag, next)),
      revisions,
      revision,
    },
    reader,
    keeper,
  };
}
