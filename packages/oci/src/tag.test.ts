import { describe, expect, test } from 'vitest';
import { readCorpus } from '../test/read-corpus.ts';
import { parseTag } from './tag.ts';

describe('parseTag', () => {
  test.each(readCorpus('tag-valid'))('takes %j', (text) => {
    expect(parseTag(text)).toEqual({ kind: 'ok', value: text });
  });

  test.each(readCorpus('tag-invalid'))('refuses %j', (text) => {
    expect(parseTag(text).kind).toBe('invalid');
  });

  test('takes 128 characters and no more', () => {
    expect(parseTag('v'.repeat(128)).kind).toBe('ok');
    expect(parseTag('v'.repeat(129)).kind).toBe('invalid');
  });
});
