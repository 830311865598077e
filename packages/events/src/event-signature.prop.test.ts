import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { arbitraryAuthEvent } from '../test/arbitrary-auth-event.ts';
import { arbitraryEvent } from '../test/arbitrary-event.ts';
import { arbitraryPolicyEvent } from '../test/arbitrary-policy-event.ts';
import { normalizeEventTime } from './event-time.ts';
import { signEvent, verifyEvent } from './event-signature.ts';
import type { WharfingerEvent } from './event.ts';
import { parseHttpMessage, toHttpMessage } from './http-message.ts';

const SECRET = 'fixed-secret-of-a-test';
const encoder = new TextEncoder();

const COMMON_ATTRIBUTES = ['id', 'source', 'type', 'subject', 'time', 'actor', 'site', 'signature'];
const REGISTRY_ATTRIBUTES = [...COMMON_ATTRIBUTES, 'repository', 'tag', 'mediatype'];

/** What a consumer makes of a message: an event with a good signature, or nothing. */
function receive(headers: Record<string, string>, body: string): WharfingerEvent | undefined {
  const event = parseHttpMessage(headers, encoder.encode(body));
  return event.kind === 'ok' && verifyEvent(event.value, SECRET) ? event.value : undefined;
}

function replaceAt(text: string, position: number, character: string): string {
  const at = position % text.length;
  return text.slice(0, at) + character + text.slice(at + 1);
}

const printable = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code));

const kinds: [string, fc.Arbitrary<WharfingerEvent>, attributes: string[], places: string[]][] = [
  ['a registry event', arbitraryEvent, REGISTRY_ATTRIBUTES, ['data', 'target', 'request', 'source']],
  ['an auth event', arbitraryAuthEvent, COMMON_ATTRIBUTES, ['data', 'credential', 'decisions', 'labels']],
  ['a policy event', arbitraryPolicyEvent, COMMON_ATTRIBUTES, ['data', 'changes']],
];

describe.each(kinds)('the signature of %s', (_kind, anyEvent, attributes, places) => {
  const coveredHeader = fc.constantFrom(...attributes.map((name) => `ce-${name}`));

  test('holds after any way over HTTP', () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        const signed = signEvent(event, SECRET);
        const message = toHttpMessage(signed);
        expect(receive(message.headers, message.body)).toEqual(JSON.parse(JSON.stringify(signed)));
      }),
    );
  });

  test('breaks with any character of any attribute that changes what the event says', () => {
    fc.assert(
      fc.property(anyEvent, coveredHeader, fc.nat(), printable, (event, header, position, character) => {
        const signed = signEvent(event, SECRET);
        const { headers, body } = toHttpMessage(signed);
        const value = headers[header];
        fc.pre(value !== undefined);
        const received = receive({ ...headers, [header]: replaceAt(value, position, character) }, body);
        // %2f for %2F, or t for T in a time, is the same attribute written otherwise.
        const plain = received && { ...received, time: normalizeEventTime(received.time) };
        expect([undefined, JSON.parse(JSON.stringify(signed))]).toContainEqual(plain);
      }),
      { numRuns: 500 },
    );
  });

  test('breaks when an attribute is left out or added', () => {
    fc.assert(
      fc.property(anyEvent, coveredHeader, (event, header) => {
        const { headers, body } = toHttpMessage(signEvent(event, SECRET));
        const { [header]: value, ...others } = headers;
        expect(receive(value === undefined ? { ...headers, [header]: 'x' } : others, body)).toBeUndefined();
      }),
    );
  });

  test('breaks with any byte of the data that changes what it says', () => {
    fc.assert(
      fc.property(anyEvent, fc.nat(), printable, (event, position, character) => {
        const signed = signEvent(event, SECRET);
        const { headers, body } = toHttpMessage(signed);
        const received = receive(headers, replaceAt(body, position, character));
        expect([undefined, JSON.parse(body)]).toContainEqual(received?.data);
      }),
      { numRuns: 500 },
    );
  });

  test('breaks when the data gets one more member', () => {
    fc.assert(
      fc.property(anyEvent, fc.string({ minLength: 1 }), fc.constantFrom(...places), (event, name, place) => {
        const { headers, body } = toHttpMessage(signEvent(event, SECRET));
        const data = JSON.parse(body);
        const within = place === 'data' ? data : data[place];
        const holder = Array.isArray(within) ? within[0] : within;
        fc.pre(typeof holder === 'object' && holder !== null && !Object.hasOwn(holder, name));
        Object.defineProperty(holder, name, { value: 'added', enumerable: true });
        expect(receive(headers, JSON.stringify(data))).toBeUndefined();
      }),
    );
  });

  test('holds with what a broker adds and rewrites', () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        const { headers, body } = toHttpMessage(signEvent(event, SECRET));
        const delivered = {
          ...headers,
          'content-type': 'application/json; charset=utf-8',
          'ce-knativearrivaltime': '2026-11-22T15:57:26.1Z',
          'ce-knativebrokerttl': '254',
          'ce-traceparent': '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        };
        expect(receive(delivered, JSON.stringify(JSON.parse(body), null, 2))).toBeDefined();
      }),
    );
  });

  test('holds with any of the secrets in rotation and with no other', () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        const signed = signEvent(event, SECRET);
        expect(verifyEvent(signed, ['the-next-secret', SECRET])).toBe(true);
        expect(verifyEvent(signed, [SECRET, 'the-last-secret'])).toBe(true);
        expect(verifyEvent(signed, ['the-next-secret', 'the-last-secret'])).toBe(false);
        expect(verifyEvent(signed, [])).toBe(false);
      }),
    );
  });
});

describe('a signature', () => {
  test('of one kind never fits an event of another, whatever both are made to say', () => {
    fc.assert(
      fc.property(arbitraryEvent, arbitraryAuthEvent, arbitraryPolicyEvent, (...events) => {
        for (const signed of events) {
          const { signature } = signEvent(signed, SECRET);
          for (const other of events.filter((event) => event !== signed)) {
            expect(verifyEvent({ ...other, signature }, SECRET)).toBe(false);
            expect(verifyEvent(posing(signed, other, signature), SECRET)).toBe(false);
          }
        }
      }),
    );
  });
});

/** What is signed, made to say what the other one says. */
function posing(signed: WharfingerEvent, other: WharfingerEvent, signature: string | undefined): WharfingerEvent {
  return Object.assign({}, signed, { type: other.type, data: other.data, signature });
}
