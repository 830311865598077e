import { type AccessEntry, formatScope, grantSubset, type Scope } from '@wharfinger/token';

/** What the policy answered for one scope. */
export type ScopeDecision = {
  type: string;
  class?: string | undefined;
  name: string;
  granted: readonly string[];
};

export type DecidedAccess = { kind: 'ok'; access: AccessEntry[] } | { kind: 'fault'; reason: string };

/**
 * Makes a token's `access` of the policy's answer, in the order of the request; a scope of which nothing is granted is
 * left out. An answer that doesn't fit the question, or grants more than was asked, is a fault: it is never signed.
 */
export function decideAccess(requested: readonly Scope[], decisions: readonly ScopeDecision[]): DecidedAccess {
  if (decisions.length !== requested.length) {
    return { kind: 'fault', reason: `The policy answered ${decisions.length} of ${requested.length} scopes.` };
  }
  const access: AccessEntry[] = [];
  for (const [index, scope] of requested.entries()) {
    const decision = decisions[index];
    if (decision === undefined || !isAbout(scope, decision)) {
      return { kind: 'fault', reason: `The policy answered something else than ${formatScope(scope)}.` };
    }
    const actions = grantSubset(scope, decision.granted);
    if (decision.granted.some((action) => !actions.includes(action))) {
      return { kind: 'fault', reason: `The policy granted more than ${formatScope(scope)}.` };
    }
    if (actions.length > 0) access.push(accessEntry(scope, actions));
  }
  return { kind: 'ok', access };
}

function isAbout(scope: Scope, decision: ScopeDecision): boolean {
  return decision.type === scope.type && decision.class === scope.class && decision.name === scope.name;
}

function accessEntry(scope: Scope, actions: string[]): AccessEntry {
  return { type: scope.type, ...(scope.class === undefined ? {} : { class: scope.class }), name: scope.name, actions };
}
