import { describe, expect, test } from 'vitest';
import { readCorpus } from '../test/read-corpus.ts';
import { parseReference } from './reference.ts';

describe('parseReference', () => {
  test.each(readCorpus('tag-valid'))('takes %j for a tag', (text) => {
    expect(parseReference(text)).toEqual({ kind: 'ok', value: { kind: 'tag', tag: text } });
  });

  test.each(readCorpus('digest-valid'))('takes %j for a digest', (text) => {
    expect(parseReference(text)).toEqual({ kind: 'ok', value: { kind: 'digest', digest: text } });
  });

  test.each(['', '.v1', 'sha256:44136fa355b3678a', 'v1@sha256:44136fa355b3678a', 'team/app:v1'])(
    'refuses %j',
    (text) => {
      expect(parseReference(text).kind).toBe('invalid');
    },
  );
});
