import { parseEnvironment } from '@wharfinger/function-kit';
import { describe, expect, test } from 'vitest';

import { environmentSchema, loadConfig } from './config.ts';

const MINIMAL = {
  WHARFINGER_CONTROL_BUCKET: 'control',
  WHARFINGER_CALLER_SECRET: 'fixed-caller-secret-of-a-test,rotated-caller-secret-of-a-test',
  WHARFINGER_JWKS_URL: 'http://token/.well-known/jwks.json',
  WHARFINGER_ISSUER: 'issuer',
};

describe('the environment', () => {
  test('needs a bucket, a caller secret and whose tokens it believes; the rest has defaults', () => {
    const config = loadConfig(MINIMAL);
    expect(config).toMatchObject({ kit: { port: 8080 }, policyMaxAgeMs: 5000, policyMaxStaleMs: 300_000 });
    expect(config).toMatchObject({ services: null, auditUrl: null, events: null });
    expect(config.controlStore.WHARFINGER_CONTROL_BUCKET).toBe('control');
    expect(config.callerSecrets.map((secret) => secret.reveal())).toEqual(MINIMAL.WHARFINGER_CALLER_SECRET.split(','));
    expect(JSON.stringify(config)).not.toContain('fixed-caller-secret');
  });

  test.each([
    ['WHARFINGER_CALLER_SECRET', { WHARFINGER_CALLER_SECRET: '' }],
    ['WHARFINGER_CALLER_SECRET', { WHARFINGER_CALLER_SECRET: 'short' }],
    ['WHARFINGER_CONTROL_BUCKET', { WHARFINGER_CONTROL_BUCKET: '' }],
    ['WHARFINGER_POLICY_MAX_AGE_SECONDS', { WHARFINGER_POLICY_MAX_AGE_SECONDS: '-1' }],
    ['WHARFINGER_POLICY_MAX_AGE_SECONDS', { WHARFINGER_POLICY_MAX_AGE_SECONDS: '6' }],
    ['WHARFINGER_POLICY_MAX_STALE_SECONDS', { WHARFINGER_POLICY_MAX_STALE_SECONDS: '86401' }],
    ['WHARFINGER_JWKS_URL', { WHARFINGER_JWKS_URL: 'token' }],
    ['WHARFINGER_EVENT_SECRET', { K_SINK: 'http://broker', WHARFINGER_SITE: 'local' }],
    ['WHARFINGER_SERVICES', { WHARFINGER_SERVICES: 'a,,b' }],
    ['WHARFINGER_POLICY_MAX_AGE', { WHARFINGER_POLICY_MAX_AGE: '5' }],
    ['AWS_SECRET_ACCESS_KEY', { AWS_ACCESS_KEY_ID: 'key' }],
  ])('names the variable that is wrong: %s', (variable, change) => {
    expect(parseEnvironment(environmentSchema, { ...MINIMAL, ...change })).toMatchObject({
      kind: 'invalid',
      problems: [{ variable }],
    });
  });

  test('a sink makes it tell of changes', () => {
    const sink = {
      K_SINK: 'http://broker',
      WHARFINGER_SITE: 'local',
      WHARFINGER_EVENT_SECRET: 'an-event-secret-of-a-test',
    };
    expect(loadConfig({ ...MINIMAL, ...sink }).events).toMatchObject({
      sinkUrl: new URL('http://broker'),
      site: 'local',
    });
  });

  test('services are a list', () => {
    const { services } = loadConfig({ ...MINIMAL, WHARFINGER_SERVICES: 'registry.example, wharfinger' });
    expect(services).toEqual(new Set(['registry.example', 'wharfinger']));
  });

  test('an age of 0 asks the store every time', () => {
    expect(loadConfig({ ...MINIMAL, WHARFINGER_POLICY_MAX_AGE_SECONDS: '0' }).policyMaxAgeMs).toBe(0);
  });
});
