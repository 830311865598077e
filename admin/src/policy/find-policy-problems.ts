import { compilePolicy, type PolicyProblem, policyDocumentSchema } from '@wharfinger/policy';

/** What authz has against a document, each with its JSON path; nothing when it takes it. */
export function findPolicyProblems(document: unknown): readonly PolicyProblem[] {
  const parsed = policyDocumentSchema.safeParse(document);
  if (parsed.success) {
    const compiled = compilePolicy(parsed.data);
    return compiled.kind === 'ok' ? [] : compiled.problems;
  }
  return parsed.error.issues.map(({ path, message }) => ({ path: formatPath(path), message }));
}

function formatPath(path: readonly PropertyKey[]): string {
  return `$${path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('')}`;
}
