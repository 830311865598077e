export type BasicCredentials = { account: string; password: string };

export type ParsedBasicCredentials =
  | { kind: 'none' }
  | { kind: 'basic'; value: BasicCredentials }
  | { kind: 'malformed'; reason: string };

// RFC 7235 token68, as RFC 7617 has it for Basic: the standard alphabet, padded.
const BASIC = /^basic +(?<encoded>(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?) *$/i;

/**
 * Reads an `Authorization` header. Whatever is there and isn't a whole Basic header is malformed: a client that meant to
 * sign in must never become anonymous because of a typing error.
 *
 * @see RFC 7617
 */
export function parseBasicCredentials(authorization: string | undefined): ParsedBasicCredentials {
  if (authorization === undefined || authorization === '') return { kind: 'none' };
  const encoded = BASIC.exec(authorization)?.groups?.['encoded'];
  if (encoded === undefined) return malformed('The Authorization header is not HTTP Basic with base64 credentials.');
  const text = decodeUtf8(encoded);
  if (text === undefined) return malformed('The Basic credentials are not UTF-8.');
  const colon = text.indexOf(':');
  if (colon === -1) return malformed('The Basic credentials have no ":" between account and password.');
  return { kind: 'basic', value: { account: text.slice(0, colon), password: text.slice(colon + 1) } };
}

function malformed(reason: string): ParsedBasicCredentials {
  return { kind: 'malformed', reason };
}

function decodeUtf8(encoded: string): string | undefined {
  const bytes = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
