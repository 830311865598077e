import { expect, test } from 'vitest';
import * as z from 'zod';

import { fakeRequest } from '../test/fake-request.ts';
import { readJson } from './read-json.ts';

const schema = z.strictObject({ account: z.string(), scopes: z.array(z.strictObject({ 'a/b~c': z.number() })) });
const VALID = '{"account":"alice","scopes":[{"a/b~c":1}]}';

function read(
  body: string | Uint8Array,
  contentType: string | undefined = 'application/json',
): ReturnType<typeof readJson> {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  return readJson(fakeRequest({ body: bytes, headers: { 'content-type': contentType } }), schema);
}

test.each([
  'application/json',
  'Application/JSON; charset=utf-8',
  'application/problem+json',
  'application/vnd.x.y-z+json',
])('a body of %s is read', (contentType) => {
  expect(read(VALID, contentType)).toEqual({ kind: 'ok', value: { account: 'alice', scopes: [{ 'a/b~c': 1 }] } });
});

test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx', 'text/json', ''])(
  'a body of "%s" is 415',
  (contentType) => {
    expect(read(VALID, contentType)).toMatchObject({ kind: 'problem', response: { status: 415 } });
  },
);

test('a body without a media type is 415', () => {
  const request = fakeRequest({ body: Buffer.from(VALID) });
  expect(readJson(request, schema)).toMatchObject({ kind: 'problem', response: { status: 415 } });
});

test.each([
  ['empty', ''],
  ['malformed', '{"account":'],
  ['not UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ['JSON and more', `${VALID} x`],
])('a body that is %s is 400', (_title, body) => {
  expect(read(body)).toMatchObject({ kind: 'problem', response: { status: 400 } });
});

test('a body that does not fit names every place as a JSON pointer', () => {
  const result = read('{"account":1,"scopes":[{"a/b~c":"x"}],"more":true}');
  expect(result).toMatchObject({
    kind: 'problem',
    response: {
      status: 400,
      headers: { 'content-type': 'application/problem+json' },
      body: {
        errors: [
          { pointer: '/account', detail: 'must be a text' },
          { pointer: '/scopes/0/a~1b~0c', detail: 'must be a number' },
          { pointer: '', detail: 'has what nobody here knows: "more"' },
        ],
      },
    },
  });
});

test.each([
  ['at the top', '{"account":"alice","scopes":[],"__proto__":["x"]}'],
  ['below it', '{"account":"alice","scopes":[{"a/b~c":1,"__proto__":{}}]}'],
  ['with an escape', String.raw`{"account":"alice","scopes":[],"__pr\u006fto__":1}`],
])('a body with a member __proto__ is 400 and says so, not read without it: %s', (_title, body) => {
  expect(read(body)).toMatchObject({
    kind: 'problem',
    response: { status: 400, body: { detail: expect.stringContaining('__proto__') } },
  });
});

test('a text that is __proto__ is no member', () => {
  const body = '{"account":"__proto__","scopes":[]}';
  expect(read(body)).toEqual({ kind: 'ok', value: { account: '__proto__', scopes: [] } });
});
