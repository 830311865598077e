import { describe, expect, test } from 'vitest';

import { isDirtying } from './is-dirtying.ts';

describe('isDirtying', () => {
  test.each([
    ['dev.wharfinger.registry.manifest.pushed.v1', true],
    ['dev.wharfinger.registry.blob.pushed.v1', true],
    ['dev.wharfinger.registry.blob.mounted.v1', true],
    ['dev.wharfinger.registry.manifest.deleted.v1', true],
    ['dev.wharfinger.registry.blob.deleted.v1', true],
    ['dev.wharfinger.registry.tag.deleted.v1', true],
    ['dev.wharfinger.registry.manifest.pulled.v1', false],
    ['dev.wharfinger.registry.blob.pulled.v1', false],
  ] as const)('%s: %s', (type, isDirty) => {
    expect(isDirtying(type)).toBe(isDirty);
  });
});
