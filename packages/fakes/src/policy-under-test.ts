import {
  type CompiledPolicy,
  compilePolicy,
  createStepBudget,
  decideGrant,
  type Grant,
  parseAddress,
  parseRestrictions,
  type PolicyDocument,
} from '@wharfinger/policy';

import type { PlainRequest } from './naive-decision.ts';

/** Compiles a document that is known to be valid. */
export function compiled(document: PolicyDocument): CompiledPolicy {
  const compilation = compilePolicy(document);
  if (compilation.kind === 'invalid') throw new Error(JSON.stringify(compilation.problems));
  return compilation.value;
}

/** Decides a plain request for some actions under a document. */
export function decide(
  document: PolicyDocument,
  request: PlainRequest,
  actions: readonly string[],
  restrictions: readonly string[] | null = null,
): Grant {
  const { account, labels, address, service, type, name, now } = request;
  const parsed = address === null ? null : parseAddress(address);
  if (parsed?.kind === 'invalid') throw new Error(parsed.reason);
  const caller = {
    account,
    labels: new Map(Object.entries(labels).map(([key, values]) => [key, new Set(values)])),
    address: parsed?.value ?? null,
    service,
  };
  return decideGrant(
    compiled(document),
    { caller, scope: { type, name, actions }, restrictions: parseRestrictions(restrictions) },
    new Date(now),
    createStepBudget(Infinity),
  );
}
