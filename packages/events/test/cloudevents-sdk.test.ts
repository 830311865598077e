import { CloudEvent, HTTP } from 'cloudevents';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import {
  type AuthEvent,
  parseHttpMessage,
  type RegistryEvent,
  signEvent,
  toHttpMessage,
  verifyEvent,
  type WharfingerEvent,
} from '../src/index.ts';
import { arbitraryAuthEvent } from './arbitrary-auth-event.ts';
import { arbitraryEvent } from './arbitrary-event.ts';

const SECRET = 'fixed-secret-of-a-test';

// The SDK doesn't percent-encode (CloudEvents HTTP binding §3.1.3.2) and cuts time to milliseconds.
function plainEvent(event: RegistryEvent): RegistryEvent {
  return {
    ...event,
    actor: event.actor === undefined ? undefined : 'alice',
    site: 'local',
    source: '/sites/local/registries/registry.local',
    time: new Date(event.time).toISOString(),
  };
}

// Accounts and sites are plain texts already.
function plainAuthEvent(event: AuthEvent): AuthEvent {
  return { ...event, time: new Date(event.time).toISOString() };
}

function sdkEvent(event: WharfingerEvent): CloudEvent<unknown> {
  return new CloudEvent(Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined)));
}

function bodyBytes(body: unknown): Uint8Array {
  if (typeof body !== 'string') throw new TypeError('the SDK gave no text');
  return new TextEncoder().encode(body);
}

function textHeaders(headers: object): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

describe.each<[string, fc.Arbitrary<WharfingerEvent>]>([
  ['registry events', arbitraryEvent.map(plainEvent)],
  ['auth events', arbitraryAuthEvent.map(plainAuthEvent)],
])('the CloudEvents SDK and %s', (_kind, anyEvent) => {
  test('it reads what we write', () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        const signed = signEvent(event, SECRET);
        const read = HTTP.toEvent(toHttpMessage(signed));
        if (!(read instanceof CloudEvent)) throw new TypeError('not one event');
        expect(read.validate()).toBe(true);
        expect(read.toJSON()).toEqual(JSON.parse(JSON.stringify(signed)));
      }),
    );
  });

  test.each([
    ['binary', (event: WharfingerEvent) => HTTP.binary(sdkEvent(event))],
    ['structured', (event: WharfingerEvent) => HTTP.structured(sdkEvent(event))],
  ])('it writes in %s mode what we read, and the signature holds', (_mode, write) => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        const signed = signEvent(event, SECRET);
        const message = write(signed);
        const read = parseHttpMessage(textHeaders(message.headers), bodyBytes(message.body));
        if (read.kind === 'invalid') throw new Error(read.reason);
        expect(verifyEvent(read.value, SECRET)).toBe(true);
        expect(Date.parse(read.value.time)).toBe(Date.parse(signed.time));
        expect({ ...read.value, time: '' }).toEqual({ ...signed, time: '' });
      }),
    );
  });
});
