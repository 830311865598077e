import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, type JWK } from 'jose';
import { createPrivateFile } from './write-file.ts';

export class SigningKeyError extends Error {
  readonly code = 'ERR_SIGNING_KEY';
}

/**
 * Makes the first signing key of a state (ES256, `<kid>.pem`, named by the file `active`) unless there is one,
 * and gives the public half of every key in the folder: what the registry trusts.
 * @throws SigningKeyError `ERR_SIGNING_KEY` for a key of a type that nothing here signs with
 */
export async function loadOrCreateSigningKeys(directory: string): Promise<{ keys: JWK[] }> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (listKeyIds(directory).length === 0) await createSigningKey(directory);
  const keyIds = listKeyIds(directory);
  createPrivateFile(join(directory, 'active'), `${keyIds[0] ?? ''}\n`);
  const keys = await Promise.all(keyIds.map(async (kid) => await loadPublicJwk(directory, kid)));
  return { keys };
}

async function createSigningKey(directory: string): Promise<void> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const kid = await calculateJwkThumbprint(await exportPublicJwk(privateKey));
  createPrivateFile(join(directory, `${kid}.pem`), privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
}

async function loadPublicJwk(directory: string, kid: string): Promise<JWK> {
  const path = join(directory, `${kid}.pem`);
  const privateKey = createPrivateKey(readFileSync(path));
  const alg = algorithmOf(privateKey);
  if (alg === undefined) throw new SigningKeyError(`${path} is neither RSA, EC on P-256 nor Ed25519`);
  return { ...(await exportPublicJwk(privateKey)), kid, alg, use: 'sig' };
}

/** What the token function signs with such a key, and the registry accepts. */
function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string | undefined {
  if (asymmetricKeyType === 'rsa') return 'RS256';
  if (asymmetricKeyType === 'ed25519') return 'EdDSA';
  return asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1' ? 'ES256' : undefined;
}

async function exportPublicJwk(privateKey: KeyObject): Promise<JWK> {
  return await exportJWK(createPublicKey(privateKey));
}

function listKeyIds(directory: string): string[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith('.pem'))
    .map((file) => file.slice(0, -'.pem'.length));
}
