import type { Branded } from './branded.ts';
import type { Parsed } from './parsed.ts';
import { quoteText } from './quote-text.ts';

/** Digest of a blob or manifest: `sha256:` and 64, or `sha512:` and 128 lower-case hexadecimal digits. */
export type Digest = Branded<'digest'>;

/** Algorithms that the image specification registers. */
export type DigestAlgorithm = 'sha256' | 'sha512';

const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/** Whether a text is a digest. */
export function isDigest(text: string): text is Digest {
  return DIGEST.test(text);
}

/** Parses a digest. */
export function parseDigest(text: string): Parsed<Digest> {
  if (isDigest(text)) {
    return { kind: 'ok', value: text };
  }
  return {
    kind: 'invalid',
    reason: `${quoteText(text)} is not a digest: "sha256:" and 64 or "sha512:" and 128 lower-case hexadecimal digits.`,
  };
}

/** Takes a digest apart. */
export function splitDigest(digest: Digest): { algorithm: DigestAlgorithm; hex: string } {
  return { algorithm: digest.startsWith('sha256:') ? 'sha256' : 'sha512', hex: digest.slice('sha256:'.length) };
}
