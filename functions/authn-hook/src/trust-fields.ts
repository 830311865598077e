import { labelValueSchema } from '@wharfinger/identities';
import { parseAccount } from '@wharfinger/token';

import { parseTrustTemplate } from './trust-template.ts';

const ACCOUNT_PREFIX = /^[a-z0-9]+(?:[._@+-][a-z0-9]+)*[._@+-]$/;
const ACCOUNT_PREFIX_MAX_LENGTH = 64;
const LABEL_PART = /^[A-Za-z0-9._@:+/-]*$/;

/** Why a text can't be the account of a trust, or `undefined`. */
export function accountTemplateProblem(text: string): string | undefined {
  const template = parseTrustTemplate(text);
  if (template === undefined) return 'must hold no $ besides that of one ${claims.NAME}';
  if (template.claim === null) {
    return parseAccount(text).kind === 'ok' ? undefined : 'must be an account';
  }
  // A claim by itself could be the name of anybody, and one between two texts no less.
  const isBegun = template.prefix.length <= ACCOUNT_PREFIX_MAX_LENGTH && ACCOUNT_PREFIX.test(template.prefix);
  return isBegun && template.suffix === ''
    ? undefined
    : 'must begin like an account, with one of . _ @ + - before ${claims.NAME}, and end with that';
}

/** Why a text can't be the value of a trust's label, or `undefined`. What a claim puts into it is checked when it does. */
export function labelTemplateProblem(text: string): string | undefined {
  const template = parseTrustTemplate(text);
  if (template === undefined) return 'must hold no $ besides that of one ${claims.NAME}';
  if (template.claim === null) return labelValueSchema.safeParse(text).error?.issues[0]?.message;
  return LABEL_PART.test(template.prefix) && LABEL_PART.test(template.suffix)
    ? undefined
    : 'must hold nothing but letters, digits and . _ @ : + / - around ${claims.NAME}';
}
