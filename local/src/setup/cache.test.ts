import { homedir } from 'node:os';
import { expect, test } from 'vitest';
import { cacheDirectory } from './cache.ts';

test.each([
  [{ WHARFINGER_CACHE: '/own', XDG_CACHE_HOME: '/xdg' }, '/own'],
  [{ XDG_CACHE_HOME: '/xdg' }, '/xdg/wharfinger'],
  [{ WHARFINGER_CACHE: '', XDG_CACHE_HOME: '' }, `${homedir()}/.cache/wharfinger`],
  [{}, `${homedir()}/.cache/wharfinger`],
])('%j', (environment, expected) => {
  expect(cacheDirectory(environment)).toBe(expected);
});
