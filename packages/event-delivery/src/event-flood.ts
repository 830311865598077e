import { addressNetwork } from './address-network.ts';
import type { DecisionContent } from './decision-content.ts';
import { createWindowShare } from './window-share.ts';

export type FloodLimits = {
  /** Most different decisions on requests that nobody signed in for, of one client in a window. */
  maxOfClient: number;
  windowMs: number;
  /** Most clients that are remembered. */
  maxClients: number;
};

/** Gives a decision that was told in this window nowhere yet as it is, or what is told of it where its client has had too many. */
export type FloodLimit = (content: DecisionContent) => DecisionContent;

/** Of each client so many different decisions are told; what is beyond differs by outcome and account alone. */
export function createFloodLimit(limits: FloodLimits, { elapsedMs }: { elapsedMs: () => number }): FloodLimit {
  const { maxOfClient: maxOfOne, windowMs, maxClients: maxNames } = limits;
  const isWithinShare = createWindowShare({ maxOfOne, windowMs, maxNames }, { elapsedMs });
  return (content) => {
    if (isSignedIn(content)) return content;
    const network = content.address === null ? null : addressNetwork(content.address);
    return isWithinShare(network ?? 'unknown') ? content : withoutDetails(content, network);
  };
}

function isSignedIn({ account, outcome }: DecisionContent): boolean {
  return account !== null && outcome !== 'refused';
}

// NOTE: with the account: else whoever makes noise first could try passwords unseen. Only names that there are get here.
function withoutDetails({ outcome, account }: DecisionContent, network: string | null): DecisionContent {
  return {
    outcome,
    reason: 'too-many-to-tell',
    account,
    service: '',
    address: network,
    credential: null,
    requested: [],
    granted: [],
    decisions: [],
  };
}
