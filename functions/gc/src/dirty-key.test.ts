import { isRepositoryName } from '@wharfinger/oci';
import { describe, expect, test } from 'vitest';

import { dirtyKey, repositoryOfDirtyKey } from './dirty-key.ts';

describe('the key of a dirty mark', () => {
  test.each(['a', 'a/b', 'team/app', 'a'.repeat(255)])('of %s leads back to it', (repository) => {
    if (!isRepositoryName(repository)) throw new TypeError('not a repository');
    expect(repositoryOfDirtyKey('local', dirtyKey('local', repository))).toBe(repository);
  });

  test.each([
    'gc/other/dirty/a/_dirty.json',
    'gc/local/dirty/_dirty.json',
    'gc/local/dirty/a/_dirty.json.bak',
    'gc/local/dirty/a_dirty.json',
    'gc/local/dirty/a/../b/_dirty.json',
    'gc/local/dirty/A/_dirty.json',
    'gc/local/dirty/a/_dirty.json/_dirty.json',
    'policy/policy.json',
  ])('%s is none', (key) => {
    expect(repositoryOfDirtyKey('local', key)).toBeUndefined();
  });
});
