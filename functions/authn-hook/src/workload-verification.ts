import {
  compactVerify,
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';

import { TRUST_ALGORITHMS, type TrustDocument } from './trust-document.ts';
import { findTrustMismatch } from './workload-identity.ts';
import { IssuerError } from './workload-issuer-error.ts';

/** Longest token that is looked at. Clients send it in a header, of which servers take no more either. */
const TOKEN_MAX_LENGTH = 16_384;
const TOKEN = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;
/** Types of tokens that say who somebody is; one that was made for another purpose is none. */
const TYPES = /^(?:application\/)?(?:jwt|at\+jwt)$/i;

/** The end of the year 9999: what is later can't be written down. */
const LAST_TIME_SECONDS = 253_402_300_799;

export type WorkloadVerification =
  | { kind: 'verified'; trust: TrustDocument; claims: JWTPayload }
  | { kind: 'refused'; why: string };

/** Gives the keys that a trust's tokens are signed with. */
export type WorkloadKeys = (trust: TrustDocument) => JWTVerifyGetKey;

/** Who a text claims to come from, if it has the form of a signed token. Nothing of it is verified. */
export function readTokenIssuer(text: string): string | undefined {
  if (text.length > TOKEN_MAX_LENGTH || !TOKEN.test(text)) return undefined;
  try {
    const { alg } = decodeProtectedHeader(text);
    const { iss } = decodeJwt(text);
    return typeof alg === 'string' && typeof iss === 'string' ? iss : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Finds the first trust, in their order, of which signature, algorithm, audience and conditions hold, and verifies the
 * rest for that one: issuer, times, age. Nothing is said of claims before the signature is known to be good.
 *
 * @throws {IssuerError} when the keys can't be had
 */
export async function verifyWorkloadToken(
  token: string,
  trusts: readonly TrustDocument[],
  deps: { keysOf: WorkloadKeys; now: () => Date },
): Promise<WorkloadVerification> {
  const reasons: string[] = [];
  let undecided: IssuerError | undefined;
  const signatures = new Map<JWTVerifyGetKey, ReturnType<typeof findSignatureFault>>();
  for (const trust of trusts) {
    const getKey = deps.keysOf(trust);
    const signature = signatures.get(getKey) ?? findSignatureFault(token, getKey);
    signatures.set(getKey, signature);
    const fault = await signature;
    if (fault instanceof IssuerError) {
      // Another trust of the issuer may have the key inside.
      undecided = fault;
      continue;
    }
    const mismatch = fault ?? findTrustMismatch(trust, algorithmOf(token), decodeJwt(token));
    if (mismatch === undefined) return verifyFor(trust, token, getKey, deps.now());
    reasons.push(`${trust.name}: ${mismatch}`);
  }
  if (undecided !== undefined) throw undecided;
  const shown = reasons.slice(0, 3).join('; ');
  return { kind: 'refused', why: reasons.length > 3 ? `${shown}; and ${reasons.length - 3} more` : shown };
}

/**
 * What jose says of the rest. It checks claims nowhere but behind a signature, so the one that was found good is verified
 * once more, for the one trust that is left and with its algorithms alone: our own check of claims would have to be kept
 * equal to jose's.
 */
async function verifyFor(
  trust: TrustDocument,
  token: string,
  getKey: JWTVerifyGetKey,
  now: Date,
): Promise<WorkloadVerification> {
  try {
    const { payload } = await jwtVerify(token, getKey, {
      algorithms: [...trust.algorithms],
      issuer: trust.issuer,
      audience: [...trust.audiences],
      requiredClaims: ['exp'],
      clockTolerance: trust.leewaySeconds,
      currentDate: now,
      // Looks at `iat` as well: it has to be there, and not in the future.
      ...(trust.maxAgeSeconds === null ? {} : { maxTokenAge: trust.maxAgeSeconds }),
    });
    if (isIssuedLater(payload.iat, now, trust.leewaySeconds)) return refusal(trust, 'the claim iat is in the future');
    if ((payload.exp ?? Infinity) > LAST_TIME_SECONDS) return refusal(trust, 'the claim exp is no time');
    return { kind: 'verified', trust, claims: payload };
  } catch (error) {
    if (error instanceof errors.JWTExpired) return refusal(trust, `the token is too old by its ${error.claim}`);
    if (error instanceof errors.JWTClaimValidationFailed)
      return refusal(trust, `the claim ${error.claim} is not right`);
    if (error instanceof errors.JOSEError) return refusal(trust, 'the token is malformed');
    throw error;
  }
}

/**
 * What is wrong with the signature, or with the header; `undefined` when it is good. An `IssuerError` when that can't be
 * said because the key may be a new one.
 */
async function findSignatureFault(token: string, getKey: JWTVerifyGetKey): Promise<string | IssuerError | undefined> {
  try {
    const { protectedHeader } = await compactVerify(token, getKey, { algorithms: [...TRUST_ALGORITHMS] });
    return isOfType(protectedHeader.typ) ? undefined : 'the token is of another type';
  } catch (error) {
    if (error instanceof errors.JOSEAlgNotAllowed) return 'the algorithm is not one of those allowed';
    if (error instanceof errors.JWKSNoMatchingKey) return 'the issuer has no such key';
    if (error instanceof IssuerError && error.code === 'ERR_ISSUER_KEY_UNKNOWN') return error;
    // By which WebCrypto says that a key is none, or not for this algorithm.
    if (error instanceof DOMException) return 'the key of the token cannot be used';
    if (error instanceof errors.JWKSMultipleMatchingKeys) return 'the token names none of several keys';
    if (error instanceof errors.JWSSignatureVerificationFailed) return 'the signature is wrong';
    if (error instanceof errors.JOSEError || error instanceof TypeError) return 'the token is malformed';
    throw error;
  }
}

function isOfType(typ = 'JWT'): boolean {
  return TYPES.test(typ);
}

function algorithmOf(token: string): string {
  return decodeProtectedHeader(token).alg ?? '';
}

function isIssuedLater(issuedAt: number | undefined, now: Date, leewaySeconds: number): boolean {
  return issuedAt !== undefined && issuedAt > now.getTime() / 1000 + leewaySeconds;
}

function refusal(trust: TrustDocument, why: string): WorkloadVerification {
  return { kind: 'refused', why: `${trust.name}: ${why}` };
}
