import { createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createTokenVerifier } from '@wharfinger/token';
import type { TokenClaims } from '@wharfinger/token';
import { decodeProtectedHeader, exportJWK, generateKeyPair, importPKCS8, SignJWT, UnsecuredJWT } from 'jose';
import type { CryptoKey, JWTHeaderParameters, JWTPayload } from 'jose';

/** A token that the system itself made, and the key that it was signed with. */
export type Genuine = {
  token: string;
  header: JWTHeaderParameters;
  payload: TokenClaims;
  privateKey: CryptoKey;
  publicPem: string;
};

/** Takes a genuine token apart, so that a forgery can differ from it in exactly one thing. */
export async function readGenuine(
  token: string,
  system: { jwksUrl: URL; service: string; stateDirectory: string },
): Promise<Genuine> {
  const { alg, kid, ...rest } = decodeProtectedHeader(token);
  if (alg === undefined || kid === undefined) {
    throw new Error('The token has no algorithm or no key id.');
  }
  const jwks = { kind: 'remote', url: system.jwksUrl } as const;
  const verified = await createTokenVerifier({ jwks, issuer: 'wharfinger-local', audience: system.service })(token);
  if (verified.kind !== 'valid') {
    throw new Error(`The system's own token is ${verified.kind}: ${verified.reason}`);
  }
  const pem = await readFile(path.join(system.stateDirectory, 'keys', `${kid}.pem`), 'utf8');
  const publicPem = createPublicKey(pem).export({ type: 'spki', format: 'pem' }).toString();
  const privateKey = await importPKCS8(pem, alg);
  return { token, header: { ...rest, alg, kid }, payload: verified.claims, publicPem, privateKey };
}

async function sign(header: JWTHeaderParameters, payload: JWTPayload, key: CryptoKey | Uint8Array): Promise<string> {
  return await new SignJWT(payload).setProtectedHeader(header).sign(key);
}

function base64url(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** Each forgery differs from the genuine token in what its title says, and in nothing else. */
export const FORGERIES: readonly { title: string; forge: (genuine: Genuine) => Promise<string> }[] = [
  {
    title: 'expired two minutes ago',
    forge: async ({ header, payload, privateKey }) => {
      const now = Math.floor(Date.now() / 1000);
      return await sign(header, { ...payload, iat: now - 420, nbf: now - 420, exp: now - 120 }, privateKey);
    },
  },
  {
    title: 'valid from ten minutes on',
    forge: async ({ header, payload, privateKey }) => {
      const now = Math.floor(Date.now() / 1000);
      return await sign(header, { ...payload, nbf: now + 600, exp: now + 900 }, privateKey);
    },
  },
  {
    title: 'made for another audience',
    forge: async ({ header, payload, privateKey }) =>
      await sign(header, { ...payload, aud: 'registry.example' }, privateKey),
  },
  {
    title: 'made by another issuer',
    forge: async ({ header, payload, privateKey }) => await sign(header, { ...payload, iss: 'elsewhere' }, privateKey),
  },
  {
    title: 'signed by a foreign key under its own id',
    forge: async ({ header, payload }) => {
      const { privateKey } = await generateKeyPair(header.alg);
      return await sign({ ...header, kid: 'foreign' }, payload, privateKey);
    },
  },
  {
    title: 'signed by a foreign key under our id',
    forge: async ({ header, payload }) => {
      const { privateKey } = await generateKeyPair(header.alg);
      return await sign(header, payload, privateKey);
    },
  },
  {
    title: 'signed by a foreign key that it brings along',
    forge: async ({ header, payload }) => {
      const { privateKey, publicKey } = await generateKeyPair(header.alg);
      const jwk = { ...(await exportJWK(publicKey)), kid: header.kid ?? '', alg: header.alg };
      return await sign({ ...header, jwk }, payload, privateKey);
    },
  },
  {
    title: 'without a key id',
    forge: async ({ header, payload, privateKey }) => await sign({ alg: header.alg, typ: 'JWT' }, payload, privateKey),
  },
  {
    title: 'with alg none and no signature',
    forge: async ({ payload }) => await Promise.resolve(new UnsecuredJWT(payload).encode()),
  },
  {
    title: 'with alg none under our key id',
    forge: async ({ header, payload }) =>
      await Promise.resolve(`${base64url({ ...header, alg: 'none' })}.${base64url(payload)}.`),
  },
  {
    title: 'signed with HS256 and our public key as the secret',
    forge: async ({ header, payload, publicPem }) =>
      await sign({ ...header, alg: 'HS256' }, payload, new TextEncoder().encode(publicPem)),
  },
  {
    title: 'with more access than was signed',
    forge: async ({ token, payload }) => {
      const [header, , signature] = token.split('.');
      const access = [{ type: 'repository', name: 'public/app', actions: ['pull', 'push', 'delete'] }];
      const widened = [...payload.access, ...access];
      return await Promise.resolve(`${header}.${base64url({ ...payload, access: widened })}.${signature}`);
    },
  },
  {
    title: 'with a signature cut short',
    forge: async ({ token }) => await Promise.resolve(token.slice(0, -8)),
  },
];

/** The genuine claims, signed again with the genuine key: what every forgery starts from, and the only one accepted. */
export async function signAgain({ header, payload, privateKey }: Genuine): Promise<string> {
  return await sign(header, payload, privateKey);
}
