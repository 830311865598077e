import type { Secret } from '@wharfinger/function-kit';
import { type Credential, credentialSchema } from '@wharfinger/native-api';
import { errors, jwtVerify, SignJWT } from 'jose';
import * as z from 'zod';

/** What a refresh token stands for: a sign-in that went before, by one client, to one service. */
export type RefreshToken = {
  /** `jti`. */
  id: string;
  /** The same for all that follow one another by rotation. */
  session: string;
  account: string;
  /** Empty when the client gave no name. */
  clientId: string;
  service: string;
  /** What was signed in with; the token is good as long as that is. */
  credential: Credential;
  /** Every use of it takes it away and gives the next, whatever the configuration says by then. */
  isRotating: boolean;
  issuedAtSeconds: number;
  expiresAtSeconds: number;
};

export type RefreshTokenVerification =
  | {
      kind: 'valid';
      value: RefreshToken;
      /** The one of the secrets that signed it. */
      secret: Secret;
    }
  | { kind: 'invalid'; why: string };

type RefreshTokenClaims = {
  jti: string;
  sid: string;
  sub: string;
  client_id: string;
  service: string;
  credential: Credential;
  /** Absent: it doesn't rotate. */
  rotates?: true | undefined;
  iat: number;
  exp: number;
};

const ALGORITHM = 'HS256';
// NOTE: type, algorithm and audience each keep it from being taken for an access token, and the reverse.
const TYPE = 'refresh+jwt';
const audienceOf = (issuer: string): string => `${issuer}/refresh`;

const claimsSchema: z.ZodType<RefreshTokenClaims> = z.object({
  jti: z.uuid(),
  sid: z.uuid(),
  sub: z.string().min(1),
  client_id: z.string(),
  service: z.string().min(1),
  credential: credentialSchema,
  rotates: z.literal(true).optional(),
  iat: z.int(),
  exp: z.int(),
});

/** Signs a refresh token: a JWT that only this function, which has the secret, can read anything into. */
export async function signRefreshToken(token: RefreshToken, issuer: string, secret: Secret): Promise<string> {
  const claims: RefreshTokenClaims = {
    jti: token.id,
    sid: token.session,
    sub: token.account,
    client_id: token.clientId,
    service: token.service,
    credential: token.credential,
    ...(token.isRotating ? { rotates: true } : {}),
    iat: token.issuedAtSeconds,
    exp: token.expiresAtSeconds,
  };
  return new SignJWT(claims)
    .setProtectedHeader({ typ: TYPE, alg: ALGORITHM })
    .setIssuer(issuer)
    .setAudience(audienceOf(issuer))
    .sign(keyOf(secret));
}

/** Verifies a refresh token with whichever of the secrets signed it. `why` never holds a part of it. */
export async function verifyRefreshToken(
  text: string,
  { issuer, secrets, nowSeconds }: { issuer: string; secrets: readonly Secret[]; nowSeconds: number },
): Promise<RefreshTokenVerification> {
  const [secret, ...others] = secrets;
  if (secret === undefined) return { kind: 'invalid', why: 'wrong-signature' };
  try {
    const { payload } = await jwtVerify(text, keyOf(secret), {
      algorithms: [ALGORITHM],
      typ: TYPE,
      issuer,
      audience: audienceOf(issuer),
      currentDate: new Date(nowSeconds * 1000),
    });
    const claims = claimsSchema.safeParse(payload);
    return claims.success
      ? { kind: 'valid', value: toRefreshToken(claims.data), secret }
      : { kind: 'invalid', why: 'malformed' };
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed) {
      return verifyRefreshToken(text, { issuer, secrets: others, nowSeconds });
    }
    if (error instanceof errors.JWTExpired) return { kind: 'invalid', why: 'expired' };
    if (error instanceof errors.JOSEError) return { kind: 'invalid', why: 'malformed' };
    throw error;
  }
}

function toRefreshToken(claims: RefreshTokenClaims): RefreshToken {
  return {
    id: claims.jti,
    session: claims.sid,
    account: claims.sub,
    clientId: claims.client_id,
    service: claims.service,
    credential: claims.credential,
    isRotating: claims.rotates === true,
    issuedAtSeconds: claims.iat,
    expiresAtSeconds: claims.exp,
  };
}

function keyOf(secret: Secret): Uint8Array {
  return new TextEncoder().encode(secret.reveal());
}
