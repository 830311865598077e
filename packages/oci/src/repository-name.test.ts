import { describe, expect, test } from 'vitest';
import { readCorpus } from '../test/read-corpus.ts';
import { parseRepositoryName, REPOSITORY_NAME_MAX_LENGTH } from './repository-name.ts';

describe('parseRepositoryName', () => {
  test.each(readCorpus('repository-name-valid'))('takes %j', (text) => {
    expect(parseRepositoryName(text)).toEqual({ kind: 'ok', value: text });
  });

  test.each(readCorpus('repository-name-invalid'))('refuses %j', (text) => {
    expect(parseRepositoryName(text).kind).toBe('invalid');
  });

  test('takes 255 characters and no more', () => {
    expect(REPOSITORY_NAME_MAX_LENGTH).toBe(255);
    expect(parseRepositoryName(`${'a/'.repeat(127)}a`).kind).toBe('ok');
    expect(parseRepositoryName(`${'a/'.repeat(127)}aa`)).toEqual({
      kind: 'invalid',
      reason: 'A repository name has at most 255 characters, this one has 256.',
    });
  });

  test('quotes what it refuses, so that a reason holds no control characters', () => {
    const parsed = parseRepositoryName('a\u001B[31m');
    expect(parsed).toMatchObject({ kind: 'invalid', reason: expect.stringContaining('"a\\u{1b}[31m"') });
  });
});
