import { type ComparedRequest, createComparison, type PolicyComparison } from '../src/ask/compare-policies.ts';
import type { CompiledPolicy } from '../src/decide/compile-policy.ts';

/** Compares what two policies say of a list of requests. */
export function comparePolicies(
  current: CompiledPolicy,
  draft: CompiledPolicy,
  requests: Iterable<ComparedRequest>,
): PolicyComparison {
  const comparison = createComparison(current, draft);
  for (const request of requests) comparison.add(request);
  return comparison.result();
}
