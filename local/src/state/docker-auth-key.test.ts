import { X509Certificate, createPrivateKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { calculateJwkThumbprint } from 'jose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadOrCreateDockerAuthKey } from './docker-auth-key.ts';
import { loadOrCreateSigningKeys } from './signing-keys.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wharfinger-keys-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const { signal } = new AbortController();

test('the key is published under the name that docker_auth gives it, and does not become the one that signs', async () => {
  const first = await loadOrCreateSigningKeys(folder);
  const { keyFile } = await loadOrCreateDockerAuthKey(folder, signal);
  const { keys } = await loadOrCreateSigningKeys(folder);

  const added = keys.find(({ kid }) => kid === basename(keyFile, '.pem'));
  expect(added).toMatchObject({ kty: 'RSA', alg: 'RS256', kid: await calculateJwkThumbprint(added ?? {}) });
  expect(keys).toHaveLength(2);
  expect(readFileSync(join(folder, 'active'), 'utf8').trim()).toBe(first.keys[0]?.kid);
});

test('the certificate is of that key, and both are made once, for their owner alone', async () => {
  const made = await loadOrCreateDockerAuthKey(folder, signal);
  const key = readFileSync(made.keyFile, 'utf8');
  const certificate = readFileSync(made.certificateFile, 'utf8');

  expect(new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key))).toBe(true);
  expect(await loadOrCreateDockerAuthKey(folder, signal)).toStrictEqual(made);
  expect([readFileSync(made.keyFile, 'utf8'), readFileSync(made.certificateFile, 'utf8')]).toStrictEqual([
    key,
    certificate,
  ]);
  expect(statSync(made.keyFile).mode & 0o777).toBe(0o600);
});
