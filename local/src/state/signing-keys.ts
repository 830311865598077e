import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, type JWK } from 'jose';
import { createPrivateFile } from './write-file.ts';

/**
 * Makes the first signing key of a state (ES256, `<kid>.pem`, named by the file `active`) unless there is one,
 * and gives the public half of every key in the folder: what the registry trusts.
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
  const jwk = await exportPublicJwk(createPrivateKey(readFileSync(join(directory, `${kid}.pem`))));
  return { ...jwk, kid, alg: 'ES256', use: 'sig' };
}

async function exportPublicJwk(privateKey: KeyObject): Promise<JWK> {
  return await exportJWK(createPublicKey(privateKey));
}

function listKeyIds(directory: string): string[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith('.pem'))
    .map((file) => file.slice(0, -'.pem'.length));
}
