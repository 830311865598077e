import {
  type Bucket,
  createCachedDocument,
  createDocuments,
  type DocumentProblem,
  type Etag,
  StoreError,
} from '@wharfinger/control-store';
import {
  type CompiledPolicy,
  compilePolicy,
  DEFAULT_POLICY,
  type PolicyDocument,
  policyDocumentSchema,
} from '@wharfinger/policy';

import type { LoadPolicy } from './authorize.ts';

/** Where the policy document lies in the control bucket. */
export const POLICY_KEY = 'policy/policy.json';

/** Largest document: what an operator reads is far smaller, and each instance parses it whenever it changes. */
export const POLICY_MAX_BYTES: number = 2 * 1024 * 1024;

const NAMED_PROBLEMS = 20;

function invalidPolicy(reason: string, problems: readonly DocumentProblem[]): StoreError {
  return new StoreError('ERR_STORE_DOCUMENT_INVALID', `${POLICY_KEY} ${reason}`, { key: POLICY_KEY, problems });
}

function compileOrThrow(document: PolicyDocument): CompiledPolicy {
  const compilation = compilePolicy(document);
  if (compilation.kind === 'ok') {
    return compilation.value;
  }
  const named = compilation.problems.slice(0, NAMED_PROBLEMS);
  const places = named.map(({ path, message }) => `${path}: ${message}`).join('; ');
  throw invalidPolicy(`can't be the policy: ${places}`, named);
}

/** Tells, before anything is parsed, that a document exists, and refuses one that is too large. */
function watchDocument(bucket: Bucket, onFound: () => void): Bucket {
  return {
    ...bucket,
    get: async (key, options) => {
      const found = await bucket.get(key, options);
      if (found.kind === 'missing') return found;
      onFound();
      if (found.kind === 'found' && found.body.byteLength > POLICY_MAX_BYTES) {
        const message = `has ${found.body.byteLength} bytes, more than ${POLICY_MAX_BYTES}`;
        throw invalidPolicy(message, [{ path: '$', message }]);
      }
      return found;
    },
  };
}

/**
 * Reads the policy from the control bucket, revalidates it by its ETag at most every `maxAgeMs`, and compiles it when it
 * has changed. Where no document was ever seen, the default policy holds; nothing stands in for one that can't be had,
 * nor for one that was there and is gone: a denial may have stood in it.
 *
 * @throws {StoreError} ERR_STORE_DOCUMENT_INVALID for a broken or vanished document, another code when the store
 * doesn't answer
 */
export function createS3PolicyStore(options: { bucket: Bucket; maxAgeMs: number; now: () => Date }): LoadPolicy {
  const { maxAgeMs, now } = options;
  let wasSeen = false;
  const bucket = watchDocument(options.bucket, () => {
    wasSeen = true;
  });
  const documents = createDocuments({ bucket, schema: policyDocumentSchema });
  const cached = createCachedDocument({ documents, key: POLICY_KEY, maxAgeMs, now });
  const defaultPolicy = compileOrThrow(DEFAULT_POLICY);
  let last: { etag: Etag; policy: CompiledPolicy } | undefined;

  async function readPolicy(): Promise<CompiledPolicy> {
    const read = await cached.read();
    if (read.kind === 'missing') {
      if (!wasSeen) return defaultPolicy;
      const message = 'was there and is gone: put it back, or write one with the defaults alone';
      throw invalidPolicy(message, [{ path: '$', message }]);
    }
    if (last?.etag !== read.etag) {
      last = { etag: read.etag, policy: compileOrThrow(read.value) };
    }
    return last.policy;
  }

  return async () => ({ policy: await readPolicy(), freshForMs: cached.freshForMs() });
}
