import { parseEnvironment } from '@wharfinger/function-kit';
import { describe, expect, test } from 'vitest';

import { environmentSchema, loadConfig } from './config.ts';

const environment = {
  WHARFINGER_SITE: 'local',
  WHARFINGER_EVENT_SECRET: 'the-next-event-secret,the-last-event-secret',
  WHARFINGER_JWKS_URL: 'http://token.example/.well-known/jwks.json',
  WHARFINGER_ISSUER: 'wharfinger-local',
  WHARFINGER_CONTROL_BUCKET: 'control',
};

describe('the configuration', () => {
  test('every event secret is believed', () => {
    expect(loadConfig(environment).eventSecrets.map((secret) => secret.reveal())).toEqual([
      'the-next-event-secret',
      'the-last-event-secret',
    ]);
  });

  test.each(Object.keys(environment))('%s is required', (name) => {
    const parsed = parseEnvironment(environmentSchema, { ...environment, [name]: undefined });
    expect(parsed).toEqual({ kind: 'invalid', problems: [{ variable: name, problem: 'is required' }] });
  });

  test.each([
    ['WHARFINGER_SITE', '../policy'],
    ['WHARFINGER_EVENT_SECRET', 'the-next-event-secret,'],
    ['WHARFINGER_JWKS_URL', 'token'],
    ['WHARFINGER_UNKNOWN', 'x'],
  ])('%s=%s is refused by name', (name, value) => {
    const parsed = parseEnvironment(environmentSchema, { ...environment, [name]: value });
    expect(parsed.kind === 'invalid' && parsed.problems.map(({ variable }) => variable)).toEqual([name]);
  });
});
