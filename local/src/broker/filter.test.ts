import { expect, test } from 'vitest';
import { filterSchema, matchesFilter, type Filter } from './filter.ts';

const attributes = { type: 'dev.wharfinger.registry.manifest.pushed.v1', site: 'local', tag: '' };

test.each<[Filter, boolean]>([
  [{ exact: { site: 'local' } }, true],
  [{ exact: { site: 'loca' } }, false],
  [{ exact: { site: 'local', type: 'other' } }, false],
  [{ exact: {} }, true],
  [{ exact: { tag: '' } }, true],
  [{ exact: { actor: '' } }, false],
  [{ prefix: { type: 'dev.wharfinger.' } }, true],
  [{ prefix: { type: 'wharfinger' } }, false],
  [{ suffix: { type: '.pushed.v1' } }, true],
  [{ suffix: { type: '.deleted.v1' } }, false],
  [{ all: [{ exact: { site: 'local' } }, { suffix: { type: '.v1' } }] }, true],
  [{ all: [{ exact: { site: 'local' } }, { suffix: { type: '.v2' } }] }, false],
  [{ any: [{ exact: { site: 'b' } }, { suffix: { type: '.v1' } }] }, true],
  [{ any: [] }, false],
  [{ not: { exact: { site: 'b' } } }, true],
  [{ not: { exact: { site: 'local' } } }, false],
])('%j: %s', (filter, expected) => {
  expect(matchesFilter(filter, attributes)).toBe(expected);
});

test.each([[{ cesql: "type = 'a'" }], [{ exact: { site: 1 } }], [{ exact: {}, prefix: {} }], [{}]])(
  'refuses %j, which is no filter of ours',
  (filter) => {
    expect(filterSchema.safeParse(filter).success).toBe(false);
  },
);
