import { expect, test } from 'vitest';

import { json, noContent, problem, unavailable } from './responses.ts';
import { toWireResponse } from './wire-response.ts';

const DEFAULTS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
const text = (payload: Uint8Array | undefined): string => Buffer.from(payload ?? []).toString();

test('an object goes as JSON, with its length', () => {
  const wire = toWireResponse({ status: 200, body: { name: 'é' } });
  expect(wire.headers).toEqual({ ...DEFAULTS, 'content-type': 'application/json', 'content-length': '13' });
  expect(text(wire.payload)).toBe('{"name":"é"}');
});

test('a string goes as it is', () => {
  const wire = toWireResponse({ status: 200, body: 'é' });
  expect(wire.headers).toEqual({ ...DEFAULTS, 'content-type': 'text/plain; charset=utf-8', 'content-length': '2' });
});

test('bytes go as they are', () => {
  const wire = toWireResponse({ status: 200, body: Uint8Array.of(1, 2) });
  expect(wire.headers).toEqual({ ...DEFAULTS, 'content-type': 'application/octet-stream', 'content-length': '2' });
  expect(wire.payload).toEqual(Uint8Array.of(1, 2));
});

test('null is JSON, and no body is none', () => {
  expect(text(toWireResponse({ status: 200, body: null }).payload)).toBe('null');
  expect(toWireResponse({ status: 200 })).toEqual({
    status: 200,
    headers: { ...DEFAULTS, 'content-length': '0' },
    payload: undefined,
  });
});

test.each([204, 304])('%i has neither body nor length', (status) => {
  expect(toWireResponse({ status, body: 'x' })).toEqual({
    status,
    headers: { ...DEFAULTS, 'content-type': 'text/plain; charset=utf-8' },
    payload: undefined,
  });
});

test('a header of the handler wins over a default, whatever its case', () => {
  const wire = toWireResponse({
    status: 200,
    headers: { 'Cache-Control': 'max-age=60', 'Content-Type': 'text/x' },
    body: '',
  });
  expect(wire.headers).toMatchObject({ 'cache-control': 'max-age=60', 'content-type': 'text/x' });
});

test('a handler cannot state a wrong length', () => {
  expect(
    toWireResponse({ status: 200, headers: { 'content-length': '99' }, body: 'x' }).headers['content-length'],
  ).toBe('1');
});

test.each([
  ['a header with a line break', { status: 200, headers: { 'x-a': 'b\r\nx-c: d' } }],
  ['a header name with a blank', { status: 200, headers: { 'x a': 'b' } }],
  ['a status that is none', { status: 99 }],
  ['an informational status', { status: 101 }],
  ['a body without a JSON form', { status: 200, body: () => 1 }],
  ['a body that JSON cannot hold', { status: 200, body: 1n }],
])('%s is a fault of the handler', (_title, response) => {
  expect(() => toWireResponse(response)).toThrow(TypeError);
});

test('problem() states its status and type, and keeps extensions and headers', () => {
  expect(problem(412, { title: 'T', detail: 'D', scope: 's' }, { etag: '"1"' })).toEqual({
    status: 412,
    headers: { 'content-type': 'application/problem+json', etag: '"1"' },
    body: { title: 'T', detail: 'D', scope: 's', status: 412 },
  });
});

test('json() takes a more exact media type', () => {
  expect(toWireResponse(json(200, [], { 'content-type': 'application/jwk-set+json' })).headers['content-type']).toBe(
    'application/jwk-set+json',
  );
});

test('noContent() is 204', () => {
  expect(noContent()).toEqual({ status: 204 });
});

test('unavailable() says when to come back', () => {
  expect(unavailable('the store is away', 7)).toMatchObject({
    status: 503,
    headers: { 'retry-after': '7', 'content-type': 'application/problem+json' },
    body: { detail: 'the store is away', status: 503 },
  });
});
