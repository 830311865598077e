import { addressNetwork } from './address-network.ts';
import type { DecisionContent } from './decision-content.ts';

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
  // The one that was heard of last is the last.
  const clients = new Map<string, { endsAtMs: number; told: number }>();
  return (content) => {
    if (isSignedIn(content)) return content;
    const network = content.address === null ? null : addressNetwork(content.address);
    const name = network ?? 'unknown';
    const nowMs = elapsedMs();
    const known = clients.get(name);
    const client =
      known !== undefined && nowMs < known.endsAtMs ? known : { endsAtMs: nowMs + limits.windowMs, told: 0 };
    clients.delete(name);
    clients.set(name, client);
    if (clients.size > limits.maxClients) forgetOldest(clients);
    client.told += 1;
    return client.told <= limits.maxOfClient ? content : withoutDetails(content, network);
  };
}

function forgetOldest(clients: Map<string, unknown>): void {
  const [oldest] = clients.keys();
  if (oldest !== undefined) clients.delete(oldest);
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
