import { expect, test } from 'vitest';

import { parseBasicCredentials } from './parse-basic-credentials.ts';

const basic = (text: string | Uint8Array): string => `Basic ${Buffer.from(text).toString('base64')}`;

test.each([undefined, ''])('no Authorization header (%j) is anonymous', (header) => {
  expect(parseBasicCredentials(header)).toEqual({ kind: 'none' });
});

test.each([
  ['a plain pair', basic('alice:secret'), 'alice', 'secret'],
  ['a scheme in lower case', basic('alice:secret').replace('Basic', 'basic'), 'alice', 'secret'],
  ['blanks around the credentials', `${basic('alice:secret').replace(' ', '   ')}  `, 'alice', 'secret'],
  ['a password with colons', basic('alice:a:b:'), 'alice', 'a:b:'],
  ['a password outside ASCII', basic('alice:pässwörd🔑'), 'alice', 'pässwörd🔑'],
  ['a byte order mark, which is part of the name', basic('\uFEFFalice:x'), '\uFEFFalice', 'x'],
  ['an empty password', basic('alice:'), 'alice', ''],
  ['an empty account', basic(':secret'), '', 'secret'],
])('reads %s', (_title, header, account, password) => {
  expect(parseBasicCredentials(header)).toEqual({ kind: 'basic', value: { account, password } });
});

test.each([
  ['another scheme', 'Bearer abc'],
  ['the scheme alone', 'Basic'],
  ['no credentials behind the scheme', 'Basic '],
  ['base64 without its padding', 'Basic YWxpY2U6eA'],
  ['the URL alphabet', 'Basic YWxp_2U-eHh4'],
  ['something that is not base64', 'Basic alice:secret'],
  ['no colon', basic('alice')],
  ['bytes that are not UTF-8', basic(Uint8Array.of(0x61, 0x3a, 0xff))],
  ['two headers joined', `${basic('alice:a')}, ${basic('bob:b')}`],
])('%s is malformed, not anonymous', (_title, header) => {
  expect(parseBasicCredentials(header).kind).toBe('malformed');
});
