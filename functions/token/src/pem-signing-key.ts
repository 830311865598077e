import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

import type { Parsed } from '@wharfinger/oci';
import type { SigningKey } from '@wharfinger/token';

const RSA_MIN_BITS = 2048;
// Go, which the registry is written in, takes no larger one.
const RSA_MAX_EXPONENT = 2n ** 31n - 1n;
// A JWK thumbprint (RFC 7638) is base64url: it may begin and end with - and _.
const KID = /^[\w-](?:[\w.-]{0,126}[\w-])?$/;

/** Reads a private key in PEM; its type says the algorithm. No reason ever holds a part of the key. */
export function parsePemSigningKey(kid: string, pem: string): Parsed<SigningKey> {
  if (!KID.test(kid)) {
    return invalid(
      kid,
      'its file name is no key id: use letters, digits, _ and -, and dots between them, at most 128 characters',
    );
  }
  const privateKey = readPrivateKey(pem);
  if (privateKey === undefined) {
    return invalid(kid, 'it is no private key in PEM without a passphrase: make one with "openssl genpkey"');
  }
  const algorithm = algorithmOf(privateKey);
  if (algorithm.kind === 'invalid') return invalid(kid, algorithm.reason);
  const publicJwk = { ...createPublicKey(privateKey).export({ format: 'jwk' }), kid, alg: algorithm.value, use: 'sig' };
  return { kind: 'ok', value: { kid, alg: algorithm.value, privateKey, publicJwk } };
}

function readPrivateKey(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}

function algorithmOf(key: KeyObject): Parsed<SigningKey['alg']> {
  const { modulusLength = 0, namedCurve, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  const type = key.asymmetricKeyType;
  if (type === 'ed25519') return { kind: 'ok', value: 'EdDSA' };
  if (type === 'rsa') {
    if (publicExponent > RSA_MAX_EXPONENT) {
      return { kind: 'invalid', reason: 'the public exponent of the RSA key is too large: use 65537' };
    }
    return modulusLength >= RSA_MIN_BITS
      ? { kind: 'ok', value: 'RS256' }
      : { kind: 'invalid', reason: `an RSA key of ${modulusLength} bits is too short: use ${RSA_MIN_BITS} or more` };
  }
  if (type === 'ec') {
    return namedCurve === 'prime256v1'
      ? { kind: 'ok', value: 'ES256' }
      : { kind: 'invalid', reason: `the curve ${namedCurve} is not supported: use P-256` };
  }
  return { kind: 'invalid', reason: `a key of type ${type} is not supported: use RSA, EC P-256 or Ed25519` };
}

function invalid(kid: string, why: string): Parsed<SigningKey> {
  return { kind: 'invalid', reason: `the signing key ${JSON.stringify(kid)} cannot be used: ${why}` };
}
