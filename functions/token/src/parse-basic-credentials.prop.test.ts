import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { parseBasicCredentials } from './parse-basic-credentials.ts';

const account = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes(':'));
const password = fc.string({ unit: 'grapheme' });

test('what a client encodes is what is read', () => {
  fc.assert(
    fc.property(account, password, (user, secret) => {
      const header = `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;
      expect(parseBasicCredentials(header)).toEqual({ kind: 'basic', value: { account: user, password: secret } });
    }),
  );
});

test('no header but an empty one is anonymous', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (header) => {
      expect(parseBasicCredentials(header).kind).not.toBe('none');
    }),
  );
});
