import { type Parsed, quoteText } from '@wharfinger/oci';

/** Longest account name. */
export const ACCOUNT_MAX_LENGTH = 128;

/** Names that would be taken for somebody else, and why. */
const RESERVED_ACCOUNTS: ReadonlyMap<string, string> = new Map([
  // Accounts own the repositories below their name.
  ['public', "repositories below that name are everybody's"],
  // The subject of an event about a sign-in of nobody.
  ['anonymous', 'records call nobody so'],
]);

const ACCOUNT = /^[a-z0-9]+(?:[._@+-][a-z0-9]+)*$/;

/** Parses the name of an account; the empty one is nobody's. */
export function parseAccount(text: string): Parsed<string> {
  const reservedFor = RESERVED_ACCOUNTS.get(text);
  if (reservedFor !== undefined) return { kind: 'invalid', reason: `"${text}" is no account: ${reservedFor}.` };
  if (text.length <= ACCOUNT_MAX_LENGTH && ACCOUNT.test(text)) {
    return { kind: 'ok', value: text };
  }
  return {
    kind: 'invalid',
    reason: `${quoteText(text)} is not an account: at most ${ACCOUNT_MAX_LENGTH} lower-case letters and digits, joined by one of "." "_" "@" "+" "-".`,
  };
}
