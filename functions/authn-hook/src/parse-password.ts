import { ACCESS_KEY_PREFIX } from './access-key-text.ts';

export type ParsedPassword = { kind: 'ok'; value: string } | { kind: 'invalid'; reason: string };

export const PASSWORD_MIN_LENGTH = 8;
export const PASSWORD_MAX_BYTES = 1024;

/** Parses a password that somebody wants to have; no reason ever holds a part of it. */
export function parsePassword(text: string): ParsedPassword {
  if (text.length < PASSWORD_MIN_LENGTH) {
    return { kind: 'invalid', reason: `A password has at least ${PASSWORD_MIN_LENGTH} characters.` };
  }
  if (!isPasswordSize(text)) return { kind: 'invalid', reason: `A password has at most ${PASSWORD_MAX_BYTES} bytes.` };
  if (text.startsWith(ACCESS_KEY_PREFIX)) {
    return { kind: 'invalid', reason: `A password does not begin with ${ACCESS_KEY_PREFIX}: access keys do.` };
  }
  // Clients cut a line end off, and none can send the rest by hand.
  return /\p{Cc}/u.test(text)
    ? { kind: 'invalid', reason: 'A password has no control characters.' }
    : { kind: 'ok', value: text };
}

/** Whether a text may be a password that was set once: not empty, and not so long that hashing it costs more. */
export function isPasswordSize(text: string): boolean {
  return text !== '' && new TextEncoder().encode(text).byteLength <= PASSWORD_MAX_BYTES;
}
