import { describe, expect, test } from 'vitest';
import { readCorpus } from '../test/read-corpus.ts';
import { ACCOUNT_MAX_LENGTH, parseAccount } from './parse-account.ts';

describe('parseAccount', () => {
  test.each(readCorpus('account-valid'))('takes %j', (text) => {
    expect(parseAccount(text)).toEqual({ kind: 'ok', value: text });
  });

  test.each(readCorpus('account-invalid'))('refuses %j', (text) => {
    expect(parseAccount(text)).toMatchObject({ kind: 'invalid', reason: expect.stringContaining('is not an account') });
  });

  test.each([
    ['public', "everybody's"],
    ['anonymous', 'nobody'],
  ])('refuses %s, which is somebody else, and takes what only begins so', (name, whose) => {
    const reason = expect.stringMatching(`^"${name}" is no account: .*${whose}`);
    expect(parseAccount(name)).toEqual({ kind: 'invalid', reason });
    expect(parseAccount(`${name}1`).kind).toBe('ok');
  });

  test('takes 128 characters and no more', () => {
    expect(ACCOUNT_MAX_LENGTH).toBe(128);
    expect(parseAccount('a'.repeat(128)).kind).toBe('ok');
    expect(parseAccount('a'.repeat(129)).kind).toBe('invalid');
  });
});
