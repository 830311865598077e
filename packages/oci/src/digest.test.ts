import { describe, expect, test } from 'vitest';
import { readCorpus } from '../test/read-corpus.ts';
import { isDigest, parseDigest, splitDigest } from './digest.ts';

describe('parseDigest', () => {
  test.each(readCorpus('digest-valid'))('takes %j', (text) => {
    expect(parseDigest(text)).toEqual({ kind: 'ok', value: text });
  });

  test.each(readCorpus('digest-invalid'))('refuses %j', (text) => {
    expect(parseDigest(text).kind).toBe('invalid');
  });
});

test.each(readCorpus('digest-valid').filter(isDigest))('splitDigest takes %j apart', (digest) => {
  const { algorithm, hex } = splitDigest(digest);
  expect(`${algorithm}:${hex}`).toBe(digest);
  expect(hex).toHaveLength(algorithm === 'sha256' ? 64 : 128);
});
