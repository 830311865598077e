import { type Bucket, createCachedDocument, createDocuments, type Etag, StoreError } from '@wharfinger/control-store';

import type { LoadPolicy } from './authorize.ts';
import { type CompiledPolicy, compilePolicy } from './compile-policy.ts';
import { DEFAULT_POLICY } from './default-policy.ts';
import { type PolicyDocument, policyDocumentSchema } from './policy-document.ts';

/** Where the policy document lies in the control bucket. */
export const POLICY_KEY = 'policy/policy.json';

function compileOrThrow(document: PolicyDocument): CompiledPolicy {
  const compilation = compilePolicy(document);
  if (compilation.kind === 'ok') {
    return compilation.value;
  }
  const { problems } = compilation;
  throw new StoreError('ERR_STORE_DOCUMENT_INVALID', `${POLICY_KEY} can't be the policy`, {
    key: POLICY_KEY,
    problems,
  });
}

/**
 * Reads the policy from the control bucket, revalidates it by its ETag at most every `maxAgeMs`, and compiles it when it
 * has changed. Where no document exists, the default policy holds; nothing stands in for one that can't be had.
 *
 * @throws {StoreError} ERR_STORE_DOCUMENT_INVALID for a broken document, another code when the store doesn't answer
 */
export function createS3PolicyStore(options: { bucket: Bucket; maxAgeMs: number; now: () => Date }): LoadPolicy {
  const { bucket, maxAgeMs, now } = options;
  const documents = createDocuments({ bucket, schema: policyDocumentSchema });
  const cached = createCachedDocument({ documents, key: POLICY_KEY, maxAgeMs, now });
  const defaultPolicy = compileOrThrow(DEFAULT_POLICY);
  let last: { etag: Etag; policy: CompiledPolicy } | undefined;

  return async () => {
    const read = await cached.read();
    if (read.kind === 'missing') {
      return defaultPolicy;
    }
    if (last?.etag !== read.etag) {
      last = { etag: read.etag, policy: compileOrThrow(read.value) };
    }
    return last.policy;
  };
}
