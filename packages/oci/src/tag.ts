import type { Branded } from './branded.ts';
import type { Parsed } from './parsed.ts';
import { quoteText } from './quote-text.ts';

/** Tag of a manifest: `v1.2`. */
export type Tag = Branded<'tag'>;

const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;

/** Whether a text is a tag. */
export function isTag(text: string): text is Tag {
  return TAG.test(text);
}

/** Parses a tag. */
export function parseTag(text: string): Parsed<Tag> {
  if (isTag(text)) {
    return { kind: 'ok', value: text };
  }
  return {
    kind: 'invalid',
    reason: `${quoteText(text)} is not a tag: 1 to 128 letters, digits, "_", "." and "-", the first neither "." nor "-".`,
  };
}
