import {
  type CompiledPolicy,
  compilePolicy,
  createStepBudget,
  decideGrant,
  type Grant,
  parseRestrictions,
  type PolicyDocument,
  readCaller,
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
  const { type, name, now } = request;
  return decideGrant(
    compiled(document),
    { caller: readCaller(request), scope: { type, name, actions }, restrictions: parseRestrictions(restrictions) },
    new Date(now),
    createStepBudget(Infinity),
  );
}
