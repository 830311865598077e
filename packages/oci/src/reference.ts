import { type Digest, isDigest } from './digest.ts';
import type { Parsed } from './parsed.ts';
import { quoteText } from './quote-text.ts';
import { isTag, type Tag } from './tag.ts';

/** What names a manifest within a repository. */
export type Reference = { kind: 'tag'; tag: Tag } | { kind: 'digest'; digest: Digest };

/** Parses the last path segment of `/v2/<name>/manifests/<reference>`. */
export function parseReference(text: string): Parsed<Reference> {
  if (isDigest(text)) {
    return { kind: 'ok', value: { kind: 'digest', digest: text } };
  }
  if (isTag(text)) {
    return { kind: 'ok', value: { kind: 'tag', tag: text } };
  }
  return { kind: 'invalid', reason: `${quoteText(text)} is neither a tag nor a digest.` };
}
