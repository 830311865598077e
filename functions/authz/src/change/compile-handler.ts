import { setImmediate as giveWay } from 'node:timers/promises';

import { compilePolicyInSteps, type PolicyCompilation, type PolicyDocument } from '@wharfinger/policy';

/** Compiles a document in small steps, between which other requests have their turn. */
export async function compileInTurns(document: PolicyDocument): Promise<PolicyCompilation> {
  const steps = compilePolicyInSteps(document);
  let step = steps.next();
  while (step.done !== true) {
    // oxlint-disable-next-line no-await-in-loop
    await giveWay();
    step = steps.next();
  }
  return step.value;
}
