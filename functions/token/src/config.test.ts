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
      maxScopesBytes: 16_384,
      refresh: null,
    },
    keysDirectory: '/keys',
    upstream: { timeoutMs: 5000, budgetMs: 10_000 },
  });
  expect(config.upstream.authzUrl.href).toBe('http://authz.example:8080/base');
  expect(config.upstream.callerSecret.reveal()).toBe('the-new-secret-of-callers');
  expect(JSON.stringify(config)).not.toContain('secret-of');
  expect(Object.isFrozen(config) && Object.isFrozen(config.token) && Object.isFrozen(config.token.services)).toBe(true);
});

test('with a secret for them there are refresh tokens, of thirty days and without rotation', () => {
  const secrets = 'the-new-secret-of-refresh-tokens,the-old-secret-of-refresh-tokens';
  const { refresh } = loadConfig({ ...COMPLETE, WHARFINGER_REFRESH_SECRET: secrets }).token;
  expect(refresh).toMatchObject({ ttlSeconds: 2_592_000, isRotating: false });
  expect(refresh?.secrets.map((secret) => secret.reveal()).join(',')).toBe(secrets);
  expect(refresh?.signingSecret.reveal()).toBe('the-new-secret-of-refresh-tokens');
  expect(refresh?.sharingClients).toEqual(expect.arrayContaining(['docker', 'containerd-client', 'buildkit-client']));
  expect(JSON.stringify(refresh)).not.toContain('secret-of');
  expect(Object.isFrozen(refresh)).toBe(true);
});

test('refresh tokens can rotate, live shorter and be for one client alone', () => {
  const environment = {
    ...COMPLETE,
    WHARFINGER_REFRESH_SECRET: 'the-new-secret-of-refresh-tokens',
    WHARFINGER_REFRESH_TTL_SECONDS: '300',
    WHARFINGER_REFRESH_ROTATION: 'true',
    WHARFINGER_REFRESH_CLIENTS: 'docker',
  };
  expect(loadConfig(environment).token.refresh).toMatchObject({
    ttlSeconds: 300,
    isRotating: true,
    sharingClients: ['docker'],
  });
});

const EVENTS = {
  K_SINK: 'http://broker.example/default',
  WHARFINGER_SITE: 'local',
  WHARFINGER_EVENT_SECRET: 'the-new-secret-of-events,the-old-secret-of-events',
};

test('with a sink somebody is told of decisions, in events that the first secret signs', () => {
  const { events } = loadConfig({ ...COMPLETE, ...EVENTS });
  expect(events).toMatchObject({ sinkUrl: new URL(EVENTS.K_SINK), site: 'local' });
  expect(events?.eventSecret.reveal()).toBe('the-new-secret-of-events');
  expect(JSON.stringify(events)).not.toContain('secret-of');
});

test('without a sink nobody is told of decisions, whatever else there is', () => {
  expect(loadConfig(COMPLETE).events).toBeNull();
  expect(loadConfig({ ...COMPLETE, ...EVENTS, K_SINK: '' }).events).toBeNull();
});

test.each<[string[], Partial<typeof EVENTS>]>([
  [['WHARFINGER_SITE'], { WHARFINGER_SITE: '' }],
  [['WHARFINGER_EVENT_SECRET'], { WHARFINGER_EVENT_SECRET: '' }],
  [['WHARFINGER_EVENT_SECRET', 'WHARFINGER_SITE'], { WHARFINGER_SITE: '', WHARFINGER_EVENT_SECRET: '' }],
  [['WHARFINGER_SITE'], { WHARFINGER_SITE: '../policy' }],
  [['WHARFINGER_EVENT_SECRET', 'WHARFINGER_SITE'], { WHARFINGER_SITE: 'A', WHARFINGER_EVENT_SECRET: 'short' }],
  [['K_SINK', 'WHARFINGER_SITE'], { K_SINK: 'broker', WHARFINGER_SITE: '' }],
  [['K_SINK'], { K_SINK: 'http://user:secret@broker.example' }],
])('with a sink %j is a problem of each: %j', (names, changes) => {
  const parsed = parseEnvironment(environmentSchema, { ...COMPLETE, ...EVENTS, ...changes });
  const problems = parsed.kind === 'invalid' ? parsed.problems.map(({ variable }) => variable) : [];
  expect(problems.toSorted()).toEqual(names);
});

test('every problem is named at once, those of the sink beside the others', () => {
  const parsed = parseEnvironment(environmentSchema, { K_SINK: EVENTS.K_SINK });
  const problems = parsed.kind === 'invalid' ? parsed.problems.map(({ variable }) => variable) : [];
  const expected = [...Object.keys(COMPLETE), 'WHARFINGER_SITE', 'WHARFINGER_EVENT_SECRET'];
  expect(problems.toSorted()).toEqual(expected.toSorted());
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
  ['WHARFINGER_REMEMBER_MS', '-1'],
  ['WHARFINGER_REMEMBER_MS', '5001'],
  ['WHARFINGER_MAX_SCOPES', '0'],
  ['WHARFINGER_MAX_SCOPES', '101'],
  ['WHARFINGER_MAX_SCOPES_BYTES', '255'],
  ['WHARFINGER_MAX_SCOPES_BYTES', '65537'],
  ['WHARFINGER_REFRESH_SECRET', 'x'.repeat(31)],
  ['WHARFINGER_REFRESH_SECRET', `${'x'.repeat(32)},${'y'.repeat(31)}`],
  ['WHARFINGER_REFRESH_TTL_SECONDS', '299'],
  ['WHARFINGER_REFRESH_TTL_SECONDS', '31536001'],
  ['WHARFINGER_REFRESH_ROTATION', 'yes'],
  ['WHARFINGER_REFRESH_CLIENTS', 'docker,,oras-go'],
])('%s=%s is a problem of that variable', (variable, value) => {
  const parsed = parseEnvironment(environmentSchema, { ...COMPLETE, [variable]: value });
  expect(parsed).toMatchObject({ kind: 'invalid', problems: [{ variable }] });
});
