import type { Revision } from '../store/policies.ts';

/** A change that was asked for with a valid token and not made. */
export type RefusedChange = {
  /** `sub` of the token. */
  account: string;
  /** The client's address; null when it isn't known. */
  address: string | null;
  userAgent: string | undefined;
  /** What was to be done, `PUT bindings/dev-team`. */
  change: string;
  why: 'insufficient-scope' | 'invalid' | 'precondition' | 'lock-out' | 'missing';
  /** One sentence; nothing that a client typed in but names. */
  reason: string;
};

/** Tells others what became of the policy. Nothing here waits, and nothing throws. */
export type PolicyEvents = {
  /** Something was changed: every revision that nobody was told of is told of. */
  changed: (revision: Revision) => void;
  refused: (change: RefusedChange) => void;
  /** One sentence for an operator while revisions can't be told; null while they can. */
  notice: () => string | null;
  /** Resolves when the sink has every event, or the signal aborts. */
  flush: (timeUp: AbortSignal) => Promise<void>;
};
