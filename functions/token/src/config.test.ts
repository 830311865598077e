import { environmentNames, parseEnvironment } from '@wharfinger/function-kit';
import { expect, test } from 'vitest';

import { environmentSchema, loadConfig } from './config.ts';

const COMPLETE = {
  WHARFINGER_ISSUER: 'wharfinger.example',
  WHARFINGER_SERVICES: 'registry.example:5000, wharfinger',
  WHARFINGER_KEYS_DIR: '/keys',
  WHARFINGER_AUTHN_URL: 'http://authn-hook.example',
  WHARFINGER_AUTHZ_URL: 'http://authz.example:8080/base',
  WHARFINGER_CALLER_SECRET: 'the-new-secret-of-callers,the-old-secret-of-callers',
};

test('a complete environment becomes a frozen configuration, the first secret being the one to send', () => {
  const config = loadConfig(COMPLETE);
  expect(config).toMatchObject({
    kit: { port: 8080 },
    token: {
      issuer: 'wharfinger.example',
      services: ['registry.example:5000', 'wharfinger'],
      ttlSeconds: 300,
      maxScopes: 50,
    },
    keysDirectory: '/keys',
    upstream: { timeoutMs: 10_000 },
  });
  expect(config.upstream.authzUrl.href).toBe('http://authz.example:8080/base');
  expect(config.upstream.callerSecret.reveal()).toBe('the-new-secret-of-callers');
  expect(JSON.stringify(config)).not.toContain('secret-of');
  expect(Object.isFrozen(config) && Object.isFrozen(config.token) && Object.isFrozen(config.token.services)).toBe(true);
});

test('what has no default is required, and every missing variable is named', () => {
  const parsed = parseEnvironment(environmentSchema, {});
  const missing = parsed.kind === 'invalid' ? parsed.problems.map(({ variable }) => variable) : [];
  expect(missing.toSorted()).toEqual(Object.keys(COMPLETE).toSorted());
  expect(environmentNames(environmentSchema)).toEqual(expect.arrayContaining(Object.keys(COMPLETE)));
});

test.each([
  ['WHARFINGER_ISSUER', 'a "quoted" name'],
  ['WHARFINGER_SERVICES', 'registry.example,,wharfinger'],
  ['WHARFINGER_SERVICES', 'registry example'],
  ['WHARFINGER_TOKEN_TTL_SECONDS', '59'],
  ['WHARFINGER_TOKEN_TTL_SECONDS', '3601'],
  ['WHARFINGER_AUTHN_URL', 'authn-hook:8080'],
  ['WHARFINGER_AUTHZ_URL', 'http://user:secret@authz.example'],
  ['WHARFINGER_CALLER_SECRET', 'short'],
  ['WHARFINGER_UPSTREAM_TIMEOUT_MS', '99'],
  ['WHARFINGER_MAX_SCOPES', '0'],
  ['WHARFINGER_MAX_SCOPES', '101'],
])('%s=%s is a problem of that variable', (variable, value) => {
  const parsed = parseEnvironment(environmentSchema, { ...COMPLETE, [variable]: value });
  expect(parsed).toMatchObject({ kind: 'invalid', problems: [{ variable }] });
});
