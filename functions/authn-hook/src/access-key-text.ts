import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** What every access key begins with, and no password that somebody sets: secret scanners find it. */
export const ACCESS_KEY_PREFIX = 'whf_';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ID_LENGTH = 10;
const SECRET_LENGTH = 32;
const CHECKSUM_LENGTH = 6;
const ACCESS_KEY = /^(?<signed>whf_(?<id>[0-9A-Za-z]{10})(?<secret>[0-9A-Za-z]{32}))(?<checksum>[0-9A-Za-z]{6})$/;
/** Bytes from here on are left out, so that every character is as likely as any other. */
const FAIR_BYTES = 256 - (256 % BASE62.length);

export type ParsedAccessKey = { kind: 'ok'; id: string; secretHash: string } | { kind: 'invalid' };

/** Parses an access key. Its checksum tells one that was cut off, or mistyped, before anything is read. */
export function parseAccessKey(text: string): ParsedAccessKey {
  const { signed, id, secret, checksum } = ACCESS_KEY.exec(text)?.groups ?? {};
  if (signed === undefined || id === undefined || secret === undefined) return { kind: 'invalid' };
  return checksumOf(signed) === checksum ? { kind: 'ok', id, secretHash: secretHashOf(secret) } : { kind: 'invalid' };
}

/** Makes an access key out of random bytes, of which it takes as many as it needs. */
export function formatAccessKey(randomBytes: (size: number) => Uint8Array): {
  text: string;
  id: string;
  secretHash: string;
} {
  const id = randomBase62(ID_LENGTH, randomBytes);
  const secret = randomBase62(SECRET_LENGTH, randomBytes);
  const signed = `${ACCESS_KEY_PREFIX}${id}${secret}`;
  return { text: `${signed}${checksumOf(signed)}`, id, secretHash: secretHashOf(secret) };
}

/** The secret has 190 bits of its own: nothing slower than SHA-256 would make it harder to guess. */
function secretHashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

function checksumOf(signed: string): string {
  let left = crc32(signed);
  let text = '';
  while (text.length < CHECKSUM_LENGTH) {
    text = `${BASE62.charAt(left % BASE62.length)}${text}`;
    left = Math.floor(left / BASE62.length);
  }
  return text;
}

function randomBase62(length: number, randomBytes: (size: number) => Uint8Array): string {
  let text = '';
  while (text.length < length) {
    const fair = [...randomBytes(length)].filter((byte) => byte < FAIR_BYTES);
    text += fair.map((byte) => BASE62.charAt(byte % BASE62.length)).join('');
  }
  return text.slice(0, length);
}
