import { type Parsed, quoteText } from '@wharfinger/oci';

/** Longest account name. */
export const ACCOUNT_MAX_LENGTH = 128;

/** Accounts own the repositories below their name, and those below `public/` are everybody's. */
const RESERVED_ACCOUNT = 'public';

const ACCOUNT = /^[a-z0-9]+(?:[._@+-][a-z0-9]+)*$/;

/** Parses the name of an account; the empty one is nobody's. */
export function parseAccount(text: string): Parsed<string> {
  if (text === RESERVED_ACCOUNT) {
    return {
      kind: 'invalid',
      reason: `"${RESERVED_ACCOUNT}" is no account: repositories below that name are everybody's.`,
    };
  }
  if (text.length <= ACCOUNT_MAX_LENGTH && ACCOUNT.test(text)) {
    return { kind: 'ok', value: text };
  }
  return {
    kind: 'invalid',
    reason: `${quoteText(text)} is not an account: at most ${ACCOUNT_MAX_LENGTH} lower-case letters and digits, joined by one of "." "_" "@" "+" "-".`,
  };
}
