import { quoteText } from '@wharfinger/oci';

import type { Labels } from './entry.ts';

// As authn-hook takes them: it has the last word, and a dry run must know it before.
const KEY = /^[a-z](?:[a-z0-9_-]{0,61}[a-z0-9])?$/;
const RESERVED_KEY = /^wharfinger-/;
const VALUE = /^[A-Za-z0-9](?:[A-Za-z0-9._@:+/-]{0,126}[A-Za-z0-9])?$/;
const MAX_LABELS = 32;
const MAX_VALUES = 64;

/** Why a user can't have these labels, or undefined when it can. */
export function judgeLabels(labels: Labels): string | undefined {
  const entries = Object.entries(labels);
  if (entries.length > MAX_LABELS) return `it has ${entries.length} labels, and ${MAX_LABELS} are the most`;
  for (const [key, values] of entries) {
    if (key === '') return 'its labels are no lists of texts';
    if (!KEY.test(key)) {
      return `its label ${quoteText(key)} is not lower-case letters, digits, "_" and "-", at most 63`;
    }
    if (RESERVED_KEY.test(key)) return `its label ${quoteText(key)} is reserved: it begins with "wharfinger-"`;
    if (values.length > MAX_VALUES)
      return `its label ${key} has ${values.length} values, and ${MAX_VALUES} are the most`;
    const wrong = values.find((value) => !VALUE.test(value));
    if (wrong !== undefined) {
      return `the value ${quoteText(wrong)} of its label ${key} is not letters and digits with . _ @ : + / - between them, at most 128`;
    }
  }
  return undefined;
}
