import { describe, expect, test } from 'vitest';

import { parseHttpMessage, toHttpMessage } from './http-message.ts';
import { parseNotification } from './notification.ts';
import type { RegistryEvent } from './registry-event.ts';
import { toRegistryEvent } from './to-registry-event.ts';

const encoder = new TextEncoder();

function exampleEvent(): RegistryEvent {
  const notification = parseNotification({
    id: '0192',
    timestamp: '2026-11-22T15:57:25.99Z',
    action: 'push',
    target: {
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      digest: `sha256:${'a'.repeat(64)}`,
      size: 7,
      repository: 'team/app',
      tag: 'v1',
    },
    actor: { name: 'Zoë "Z" 100%' },
  });
  if (notification.kind === 'invalid') throw new Error(notification.reason);
  const event = toRegistryEvent(notification.value, { site: 'local', registry: 'registry.example' });
  if (event.kind === 'invalid') throw new Error(event.reason);
  return event.value;
}

const message = toHttpMessage(exampleEvent());
const structured = { 'content-type': 'application/cloudevents+json; charset=utf-8' };

describe('toHttpMessage', () => {
  test('is CloudEvents binary mode', () => {
    expect(message.headers).toEqual({
      'content-type': 'application/json',
      'ce-specversion': '1.0',
      'ce-id': '0192',
      'ce-source': '/sites/local/registries/registry.example',
      'ce-type': 'dev.wharfinger.registry.manifest.pushed.v1',
      'ce-subject': `team/app@sha256:${'a'.repeat(64)}`,
      'ce-time': '2026-11-22T15:57:25.99Z',
      'ce-repository': 'team/app',
      'ce-tag': 'v1',
      'ce-actor': 'Zo%C3%AB%20%22Z%22%20100%25',
      'ce-mediatype': 'application/vnd.oci.image.manifest.v1+json',
      'ce-site': 'local',
    });
    expect(JSON.parse(message.body)).toEqual({
      action: 'push',
      target: {
        kind: 'manifest',
        repository: 'team/app',
        digest: `sha256:${'a'.repeat(64)}`,
        tag: 'v1',
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        size: 7,
      },
      request: {},
      actor: { name: 'Zoë "Z" 100%' },
      source: {},
    });
  });

  test('extension names are lower-case letters and digits, 20 at most', () => {
    for (const name of Object.keys(message.headers).filter((header) => header.startsWith('ce-'))) {
      expect(name).toMatch(/^ce-[a-z0-9]{1,20}$/);
    }
  });
});

describe('parseHttpMessage', () => {
  test('reads header names of any case', () => {
    const shouted = Object.fromEntries(
      Object.entries(message.headers).map(([name, value]) => [name.toUpperCase(), value]),
    );
    expect(parseHttpMessage(shouted, encoder.encode(message.body))).toEqual({ kind: 'ok', value: exampleEvent() });
  });

  test('reads structured mode, where null is an attribute that is not there', () => {
    const body = JSON.stringify({ ...exampleEvent(), datacontenttype: undefined, signature: null, traceparent: '00' });
    expect(parseHttpMessage(structured, encoder.encode(body))).toEqual({ kind: 'ok', value: exampleEvent() });
  });

  test.each([
    'ce-specversion',
    'ce-id',
    'ce-source',
    'ce-type',
    'ce-subject',
    'ce-time',
    'ce-repository',
    'ce-site',
    'content-type',
  ])('without %s it is no event, and the reason names it', (header) => {
    const { [header]: _left, ...headers } = message.headers;
    const result = parseHttpMessage(headers, encoder.encode(message.body));
    expect(result).toEqual({ kind: 'invalid', reason: expect.stringContaining(header.replace('ce-', '')) });
  });

  test.each([
    ['ce-specversion', '9.9'],
    ['ce-specversion', '0.3'],
    ['ce-id', ''],
    ['ce-id', '%00'],
    ['ce-type', 'dev.wharfinger.registry.manifest.eaten.v1'],
    ['ce-type', 'dev.wharfinger.registry.manifest.pushed.v2'],
    ['ce-type', 'dev.wharfinger.registry.manifest.pushed.v1x'],
    ['ce-time', 'now'],
    ['ce-time', '2026-02-30T00:00:00Z'],
    ['ce-repository', '../../policy'],
    ['ce-repository', 'team//app'],
    ['ce-repository', 'Team/app'],
    ['ce-tag', 'a/b'],
    ['ce-actor', 'a%zzb'],
    ['content-type', 'application/cloudevents-batch+json'],
    ['content-type', 'application/vnd.docker.distribution.events.v2+json'],
    ['content-type', 'text/plain'],
  ])('%s: %s is refused', (header, value) => {
    const result = parseHttpMessage({ ...message.headers, [header]: value }, encoder.encode(message.body));
    expect(result.kind).toBe('invalid');
  });

  test.each([
    ['no body', new Uint8Array()],
    ['no JSON', encoder.encode('{')],
    ['no UTF-8', Uint8Array.from([0x22, 0xff, 0x22])],
    ['null', encoder.encode('null')],
    ['a list', encoder.encode('[]')],
    ['an empty object', encoder.encode('{}')],
    ['a size below zero', encoder.encode(message.body.replace('"size":7', '"size":-7'))],
  ])('data that is %s is refused in both modes', (_title, body) => {
    expect(parseHttpMessage(message.headers, body).kind).toBe('invalid');
    expect(parseHttpMessage(structured, body).kind).toBe('invalid');
  });

  const nested = (depth: number): string =>
    message.body.replace(/^\{/, `{"x":${'['.repeat(depth)}${']'.repeat(depth)},`);

  test('data may be nested 32 levels deep', () => {
    expect(parseHttpMessage(message.headers, encoder.encode(nested(31))).kind).toBe('ok');
  });

  test.each([32, 4000, 200_000])('data with a list in %i others is refused in both modes', (depth) => {
    const reason = 'data: is nested too deeply';
    expect(parseHttpMessage(message.headers, encoder.encode(nested(depth)))).toEqual({ kind: 'invalid', reason });
    const envelope = JSON.stringify({ ...exampleEvent(), data: 0 }).replace('"data":0', `"data":${nested(depth)}`);
    expect(parseHttpMessage(structured, encoder.encode(envelope))).toEqual({ kind: 'invalid', reason });
  });

  test.each([
    'specversion',
    'id',
    'source',
    'type',
    'subject',
    'time',
    'repository',
    'tag',
    'actor',
    'site',
    'signature',
  ])('structured mode with an object for %s is no event, and the reason names it', (name) => {
    const body = JSON.stringify({ ...exampleEvent(), [name]: { toString: 1, valueOf: [[]] } });
    expect(parseHttpMessage(structured, encoder.encode(body))).toEqual({
      kind: 'invalid',
      reason: expect.stringContaining(name),
    });
  });

  test('the reason names the member of the data and not its value', () => {
    const body = message.body.replace('"size":7', '"size":"secret"');
    expect(parseHttpMessage(message.headers, encoder.encode(body))).toEqual({
      kind: 'invalid',
      reason: expect.stringMatching(/^data\.target\.size: (?!.*secret)/),
    });
  });
});
