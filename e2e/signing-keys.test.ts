import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startSystem } from '@wharfinger/local';
import { decodeProtectedHeader } from 'jose';
import { expect, test } from 'vitest';
import { eventually } from './eventually.ts';
import { createAccount } from './http/admin-api.ts';
import { fetchToken, REGISTRY_SERVICE } from './http/token-request.ts';
import { findFreePortBase } from './system/free-port-base.ts';
import { siteOf, stackSchema } from './system/stack-schema.ts';
import { createStateDirectory, removeStateDirectory } from './system/state-directory.ts';

const KEYS: readonly { kid: string; alg: string; privateKey: KeyObject }[] = [
  { kid: 'elliptic', alg: 'ES256', privateKey: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey },
  { kid: 'rsa', alg: 'RS256', privateKey: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey },
  { kid: 'edwards', alg: 'EdDSA', privateKey: generateKeyPairSync('ed25519').privateKey },
];

test('keys of every kind sign in turn, without a restart, and the registry and the admin routes trust each', async () => {
  const stateDirectory = await createStateDirectory();
  const keysDirectory = path.join(stateDirectory, 'keys');
  await mkdir(keysDirectory, { mode: 0o700 });
  for (const { kid, privateKey } of KEYS) {
    await writeFile(path.join(keysDirectory, `${kid}.pem`), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  }
  await writeFile(path.join(keysDirectory, 'active'), 'elliptic');
  const portBase = await findFreePortBase();
  const system = await startSystem({ stateDirectory, portBase, store: 'memstore', log: () => undefined });
  try {
    const stack = stackSchema.parse(system.stack);
    for (const { kid, alg } of KEYS) {
      await writeFile(path.join(keysDirectory, 'active'), `${kid}\n`);
      const token = await eventually(`${kid} signs`, async () => {
        const signed = await fetchToken(stack, { service: REGISTRY_SERVICE, scopes: [] });
        return decodeProtectedHeader(signed).kid === kid ? signed : undefined;
      });
      expect(decodeProtectedHeader(token)).toEqual({ typ: 'JWT', alg, kid });
      const base = await fetch(new URL('/v2/', siteOf(stack).registry), {
        headers: { authorization: `Bearer ${token}` },
      });
      expect(base.status).toBe(200);
      await createAccount(stack, kid);
    }
    expect(system.parts.token.restarts).toBe(0);
  } finally {
    await system.stop();
    await removeStateDirectory(stateDirectory);
  }
});
