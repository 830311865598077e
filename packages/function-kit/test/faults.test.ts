import { expect, test } from 'vitest';

import { type FunctionDefinition, json, unavailable } from '../src/index.ts';
import { serveSample } from './serve-sample.ts';

const failing = (fault: unknown): FunctionDefinition['routes'] => [
  {
    method: 'GET',
    path: '/throws',
    handler: () => {
      throw fault;
    },
  },
  {
    method: 'GET',
    path: '/fails',
    handler: () => Promise.reject(fault),
  },
];

test.each(['/fails', '/throws'])('a fault (%s) is 500 without its message, logged with its stack', async (path) => {
  const { send, lines } = await serveSample({ routes: failing(new RangeError('inner words')) });
  const { status, body } = await send(path);
  expect({ status, body }).toEqual({ status: 500, body: { title: 'Internal server error', status: 500 } });
  expect(lines).toMatchObject([
    {
      level: 'error',
      requestId: 'id-1',
      err: { type: 'RangeError', message: 'inner words', stack: expect.any(String) },
    },
    { msg: 'request', status: 500 },
  ]);
});

test('toErrorResponse maps a fault, and is asked with the request', async () => {
  const { send } = await serveSample({
    routes: failing(new RangeError('store away')),
    toErrorResponse: (error, request) => (error instanceof RangeError ? unavailable(request.path, 3) : undefined),
  });
  const { status, headers, body } = await send('/fails');
  expect(status).toBe(503);
  expect(headers.get('retry-after')).toBe('3');
  expect(body).toMatchObject({ detail: '/fails' });
});

test.each([
  ['does not know the fault', () => undefined],
  [
    'throws itself',
    () => {
      throw new Error('again');
    },
  ],
  ['gives what cannot be sent', () => ({ status: 200, headers: { 'x-a': '\n' } })],
])('toErrorResponse that %s leaves a plain 500', async (_title, toErrorResponse) => {
  const { send } = await serveSample({ routes: failing(new Error('x')), toErrorResponse });
  expect(await send('/fails')).toMatchObject({ status: 500, body: { title: 'Internal server error' } });
});

test('an answer that cannot be sent is a fault', async () => {
  const { send } = await serveSample({
    routes: [{ method: 'GET', path: '/odd', handler: () => json(200, {}, { 'x-a': 'b\r\nset-cookie: c' }) }],
  });
  const { status, headers } = await send('/odd');
  expect(status).toBe(500);
  expect(headers.has('set-cookie')).toBe(false);
});
