import { environmentNames, parseEnvironment } from '@wharfinger/function-kit';
import { describe, expect, test } from 'vitest';

import { environmentSchema, loadConfig } from './config.ts';

const environment = {
  K_SINK: 'http://broker.example/default',
  WHARFINGER_SITE: 'local',
  WHARFINGER_REGISTRY: 'registry.example:5000',
  WHARFINGER_CALLER_SECRET: 'fixed-caller-secret',
  WHARFINGER_EVENT_SECRET: 'the-next-event-secret,the-last-event-secret',
  WHARFINGER_CONTROL_BUCKET: 'control',
};

describe('the configuration', () => {
  test('the first event secret signs', () => {
    const config = loadConfig(environment);
    expect(config.events.eventSecret.reveal()).toBe('the-next-event-secret');
    expect(config.sink).toEqual({ url: new URL('http://broker.example/default'), timeoutMs: 5000 });
  });

  test.each(Object.keys(environment))('%s is required', (name) => {
    const parsed = parseEnvironment(environmentSchema, { ...environment, [name]: undefined });
    expect(parsed).toEqual({ kind: 'invalid', problems: [{ variable: name, problem: 'is required' }] });
  });

  test.each([
    ['WHARFINGER_SITE', 'a/b'],
    ['WHARFINGER_SITE', '..'],
    ['WHARFINGER_SITE', 'Local'],
    ['WHARFINGER_REGISTRY', 'a/b'],
    ['WHARFINGER_EVENT_SECRET', 'short'],
    ['WHARFINGER_SINK_TIMEOUT_MS', '0'],
    ['K_SINK', 'file:///etc/passwd'],
  ])('%s=%s is refused by name', (name, value) => {
    const parsed = parseEnvironment(environmentSchema, { ...environment, [name]: value });
    expect(parsed.kind === 'invalid' && parsed.problems.map(({ variable }) => variable)).toEqual([name]);
  });

  test('knows its variables by name', () => {
    expect(environmentNames(environmentSchema)).toEqual(expect.arrayContaining(Object.keys(environment)));
  });
});
