import { parseEnvironment } from '@wharfinger/function-kit';
import { expect, test } from 'vitest';

import { environmentSchema, loadConfig } from './config.ts';

const COMPLETE = {
  WHARFINGER_CONTROL_BUCKET: 'control',
  WHARFINGER_CALLER_SECRET: 'the-new-secret-of-callers,the-old-secret-of-callers',
  WHARFINGER_JWKS_URL: 'http://token.example/.well-known/jwks.json',
  WHARFINGER_ISSUER: 'wharfinger.example',
};

test('a complete environment becomes a configuration without any secret in sight', () => {
  const config = loadConfig({ ...COMPLETE, WHARFINGER_FIRST_ADMIN_PASSWORD: 'the-first-password' });
  expect(config).toMatchObject({
    kit: { port: 8080 },
    issuer: 'wharfinger.example',
    firstAdministrator: { account: 'admin' },
    sources: ['access-key', 'workload', 'password'],
    identityMaxAgeMs: 5000,
    hashConcurrency: 2,
    refusalFloorMs: 200,
  });
  expect(config.callerSecrets.map((secret) => secret.reveal())).toEqual([
    'the-new-secret-of-callers',
    'the-old-secret-of-callers',
  ]);
  expect(config.firstAdministrator.password?.reveal()).toBe('the-first-password');
  expect(JSON.stringify(config)).not.toMatch(/secret-of|the-first-password/);
  expect(Object.isFrozen(config)).toBe(true);
});

test('the first administrator needs no password where somebody else made one', () => {
  expect(loadConfig(COMPLETE).firstAdministrator.password).toBeUndefined();
});

test('what has no default is required', () => {
  const parsed = parseEnvironment(environmentSchema, {});
  const missing = parsed.kind === 'invalid' ? parsed.problems.map(({ variable }) => variable) : [];
  expect(missing.toSorted()).toEqual(Object.keys(COMPLETE).toSorted());
});

test.each([
  ['WHARFINGER_FIRST_ADMIN_ACCOUNT', 'Admin User'],
  ['WHARFINGER_FIRST_ADMIN_PASSWORD', 'too short'],
  ['WHARFINGER_FIRST_ADMIN_PASSWORD', 'whf_like-an-access-key'],
  ['WHARFINGER_FIRST_ADMIN_PASSWORD', 'with-a-tab\tin-the-middle'],
  ['WHARFINGER_IDENTITY_MAX_AGE_SECONDS', '6'],
  ['WHARFINGER_HASH_CONCURRENCY', '0'],
  ['WHARFINGER_REFUSAL_FLOOR_MS', '99'],
  ['WHARFINGER_SOURCES', 'access-key,,password'],
  ['WHARFINGER_SOURCES', 'password,ldap'],
  ['WHARFINGER_SOURCES', 'workload,workload'],
  ['WHARFINGER_SOURCES', 'password,access-key'],
  ['WHARFINGER_JWKS_URL', 'token/jwks.json'],
  ['WHARFINGER_ISSUER_PRIVATE_NETWORKS', '10.0.0.0/8,localhost'],
  ['WHARFINGER_ISSUER_PRIVATE_NETWORKS', '10.0.0.1'],
])('%s=%s is a problem of that variable', (variable, value) => {
  const parsed = parseEnvironment(environmentSchema, { ...COMPLETE, [variable]: value });
  expect(parsed).toMatchObject({ kind: 'invalid', problems: [{ variable }] });
});

test('one half of the key pair of the store is a problem', () => {
  const parsed = parseEnvironment(environmentSchema, { ...COMPLETE, AWS_ACCESS_KEY_ID: 'id' });
  expect(parsed).toMatchObject({ kind: 'invalid', problems: [{ variable: 'AWS_SECRET_ACCESS_KEY' }] });
});

test('no private network is open to issuers, and no certificate trusted, but those that are named', () => {
  expect(loadConfig(COMPLETE).issuers).toEqual({ privateNetworks: [], caFile: undefined });
  const { issuers } = loadConfig({
    ...COMPLETE,
    WHARFINGER_ISSUER_PRIVATE_NETWORKS: '10.96.0.0/12, fd00::/8',
    WHARFINGER_ISSUER_CA_FILE: '/etc/issuers/ca.pem',
  });
  expect(issuers.privateNetworks.map(([network, bits]) => `${network.toString()}/${bits}`)).toEqual([
    '10.96.0.0/12',
    'fd00::/8',
  ]);
  expect(issuers.caFile).toBe('/etc/issuers/ca.pem');
});

test('a source that is left out is switched off, and the order is the one that is given', () => {
  const { sources } = loadConfig({ ...COMPLETE, WHARFINGER_SOURCES: 'workload, access-key' });
  expect(sources).toEqual(['workload', 'access-key']);
});
