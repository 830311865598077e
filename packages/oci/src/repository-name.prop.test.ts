import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { repositoryName } from '../test/arbitraries.ts';
import { isRepositoryName, REPOSITORY_NAME_MAX_LENGTH } from './repository-name.ts';

test('a name stays one when joined to another, up to the length', () => {
  fc.assert(
    fc.property(repositoryName, repositoryName, (left, right) => {
      const joined = `${left}/${right}`;
      expect(isRepositoryName(joined)).toBe(joined.length <= REPOSITORY_NAME_MAX_LENGTH);
    }),
  );
});

test('whatever is a name can stand in a URL path as it is', () => {
  fc.assert(
    fc.property(fc.oneof(repositoryName, fc.string(), fc.string({ unit: 'binary' })), (text) => {
      fc.pre(isRepositoryName(text));
      expect(new URL(`http://registry.example/v2/${text}/tags/list`).pathname).toBe(`/v2/${text}/tags/list`);
    }),
  );
});

test('no input makes the check slow', () => {
  const started = performance.now();
  for (let round = 0; round < 1000; round++) {
    isRepositoryName(`${'a-'.repeat(126)}!`);
    isRepositoryName(`${'a'.repeat(254)}!`);
    isRepositoryName(`${'-'.repeat(254)}!`);
    isRepositoryName(`a${'/a_'.repeat(84)}!`);
  }
  expect(performance.now() - started).toBeLessThan(1000);
});
