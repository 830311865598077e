import { expect, test } from 'vitest';

import { maskSecretKeys, maskSecretText } from './mask-secrets.ts';

test.each([
  'authorization',
  'Authorization',
  'proxyAuthorization',
  'password',
  'newPassword',
  'secret',
  'callerSecret',
  'AWS_SECRET_ACCESS_KEY',
  'accessKeyId',
  'token',
  'refresh_token',
  'cookie',
  'set-cookie',
  'apiKey',
  'private-key',
  'X-Amz-Signature',
])('what stands under %s is masked, at any depth', (key) => {
  expect(maskSecretKeys({ [key]: 'x', a: [{ b: { [key]: ['y', { z: 'z' }] } }] })).toEqual({
    [key]: '***',
    a: [{ b: { [key]: '***' } }],
  });
});

test.each([
  ['tokenTtlSeconds', 300],
  ['hasPassword', true],
  ['token', undefined],
  ['password', null],
])('%s: %s gives nothing away and stays', (key, value) => {
  expect(maskSecretKeys({ [key]: value })).toEqual({ [key]: value });
});

test('an error keeps its type, code, message, stack and cause, and nothing that a client hung on it', () => {
  const cause = Object.assign(new TypeError('inner'), { $response: { headers: { authorization: 'Basic abc' } } });
  const error = Object.assign(new RangeError('outer', { cause }), { code: 'ERR_X', request: { password: 'p' } });
  const masked = maskSecretKeys({ err: error });
  expect(masked).toEqual({
    err: {
      type: 'RangeError',
      code: 'ERR_X',
      message: 'outer',
      stack: error.stack,
      cause: { type: 'TypeError', message: 'inner', stack: cause.stack },
    },
  });
});

test('an error that causes itself ends', () => {
  const error = new Error('loop');
  error.cause = error;
  expect(JSON.stringify(maskSecretKeys({ err: error }))).toContain('[deep]');
});

test('an object that holds itself ends', () => {
  const loop: Record<string, unknown> = {};
  loop['loop'] = loop;
  expect(JSON.stringify(maskSecretKeys(loop))).toContain('[deep]');
});

test('bytes are counted, not shown', () => {
  expect(maskSecretKeys({ body: Buffer.from('abc') })).toEqual({ body: '[3 bytes]' });
});

test('a URL and a date stay what they are', () => {
  const url = new URL('https://registry.example/v2/');
  const date = new Date(0);
  expect(maskSecretKeys({ url, date })).toEqual({ url, date });
});

test.each([
  ['a bearer token', 'sent Bearer abc.def-ghi_jkl= to', 'sent Bearer *** to'],
  ['basic credentials', 'Basic YWxpY2U6cGFzcw==', 'Basic ***'],
  ['a JWT anywhere', 'x eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln y', 'x *** y'],
  ['a URL with a password', 'https://alice:pw@registry.example/v2/', 'https://***@registry.example/v2/'],
  [
    'a signed URL',
    'GET https://s3.example/b/k?X-Amz-Signature=abc&x=1 failed',
    'GET https://s3.example/b/k?*** failed',
  ],
  ['a URL without a query stays', 'https://s3.example/b/k', 'https://s3.example/b/k'],
  ['an address in a mail stays', 'alice@registry.example', 'alice@registry.example'],
])('%s', (_title, text, expected) => {
  expect(maskSecretText(text)).toBe(expected);
});

test('a masked line of JSON is still JSON', () => {
  const line = JSON.stringify({ msg: 'Bearer abc', url: 'https://a:b@c.example/?t=1', next: '"https://x.example/?q"' });
  expect(JSON.parse(maskSecretText(line))).toEqual({
    msg: 'Bearer ***',
    url: 'https://***@c.example/?***',
    next: '"https://x.example/?***"',
  });
});
