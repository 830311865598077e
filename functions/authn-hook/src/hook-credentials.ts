/** What docker_auth's stdin says: an account and a password, nobody at all, or nothing that anybody could be. */
export type HookCredentials =
  | { kind: 'credentials'; account: string; password: string }
  | { kind: 'anonymous' }
  /** A client made it up. */
  | { kind: 'refused'; why: 'not-utf-8' | 'no-account' | 'no-password' }
  /** docker_auth writes no such thing. */
  | { kind: 'malformed' };

const SPACE = 0x20;

function decode(bytes: Uint8Array): string | undefined {
  try {
    // A byte order mark is part of what was typed, like everything else.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * Reads `account password`, parted by the first space, byte for byte: nothing is trimmed and no bytes are made equal to
 * others. A single space is the anonymous client; an account without a password is refused, since docker_auth asks so for
 * whoever adds `?account=admin`.
 */
export function readHookCredentials(body: Uint8Array): HookCredentials {
  const at = body.indexOf(SPACE);
  if (at === -1) return { kind: 'malformed' };
  const account = decode(body.subarray(0, at));
  const password = decode(body.subarray(at + 1));
  if (account === undefined || password === undefined) return { kind: 'refused', why: 'not-utf-8' };
  if (account === '') return password === '' ? { kind: 'anonymous' } : { kind: 'refused', why: 'no-account' };
  return password === '' ? { kind: 'refused', why: 'no-password' } : { kind: 'credentials', account, password };
}
