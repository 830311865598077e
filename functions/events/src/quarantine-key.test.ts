import { describe, expect, test } from 'vitest';

import { quarantineKey } from './quarantine-key.ts';

describe('quarantineKey', () => {
  test.each([
    ['2026-11-22T15:57:25.991114966Z', 'events/quarantine/local/20261122T155725Z-abc.json'],
    ['2026-11-22T00:30:00+01:00', 'events/quarantine/local/20261121T233000Z-abc.json'],
    [undefined, 'events/quarantine/local/undated-abc.json'],
    ['', 'events/quarantine/local/undated-abc.json'],
    ['../../policy/policy', 'events/quarantine/local/undated-abc.json'],
  ])('of %j is %s', (time, key) => {
    expect(quarantineKey('local', time, 'abc')).toBe(key);
  });
});
