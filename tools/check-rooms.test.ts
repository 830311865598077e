import { describe, expect, test } from 'vitest';

import { findLongEntries, findRoomProblems } from './check-rooms.mjs';

const FUNCTION = [
  'functions/token/README.md',
  'functions/token/package.json',
  'functions/token/tsconfig.json',
  'functions/token/src/index.ts',
  'functions/token/src/config.ts',
  'functions/token/src/handler.ts',
  'functions/token/test/function.test.ts',
];
const PACKAGE = [
  'packages/oci/README.md',
  'packages/oci/package.json',
  'packages/oci/tsconfig.json',
  'packages/oci/src/index.ts',
];
const TREE = [...FUNCTION, ...PACKAGE];

const problemsWith = (...more: string[]) => findRoomProblems([...TREE, ...more]);

describe('rooms', () => {
  test('a complete tree has no problem', () => {
    expect(findRoomProblems(TREE)).toEqual([]);
  });

  test.each(TREE)('%s is missed', (missing) => {
    const problems = findRoomProblems(TREE.filter((path) => path !== missing));
    expect(problems).toEqual([{ file: missing, rule: expect.stringContaining('is missing') }]);
  });
});

describe('names', () => {
  test.each([
    'packages/oci/src/repository-name.ts',
    'local/src/ports/port-base.ts',
    'packages/oci/src/bucket-race.contract.ts',
    'functions/token/test/fixtures/Odd_Name.json',
    'functions/token/.oxlintrc.json',
    'registry.mjs',
    'bench/README.md',
  ])('%s is fine', (path) => {
    expect(problemsWith(path)).toEqual([]);
  });

  test.each([
    ['packages/oci/src/repositoryName.ts', 'kebab-case'],
    ['packages/oci/src/repository_name.ts', 'kebab-case'],
    ['packages/oci/src/Digest.ts', 'kebab-case'],
    ['packages/oci/NOTES.md', 'kebab-case'],
    ['packages/oci/src/utils.ts', 'says nothing'],
    ['packages/oci/src/helpers/digest.ts', 'says nothing'],
    ['local/src/common.ts', 'says nothing'],
    ['local/src/base.ts', 'says nothing'],
    ['local/src/process-manager.ts', 'says nothing'],
    ['e2e/test-helpers.ts', 'says nothing'],
  ])('%s is not: %s', (path, rule) => {
    expect(problemsWith(path)).toEqual([{ file: path, rule: expect.stringContaining(rule) }]);
  });
});

describe('tests', () => {
  test.each([
    [['packages/oci/src/digest.ts', 'packages/oci/src/digest.test.ts']],
    [['packages/oci/src/digest.ts', 'packages/oci/src/digest.prop.test.ts']],
    [['packages/oci/src/digest.ts', 'packages/oci/src/digest.bench.ts']],
    [['tools/check-rooms.mjs', 'tools/check-rooms.test.ts']],
    [['packages/oci/test/anything.test.ts']],
    [['e2e/clients.test.ts']],
  ])('%j are paired', (paths) => {
    expect(problemsWith(...paths)).toEqual([]);
  });

  test.each([['packages/oci/src/digest.test.ts'], ['local/src/ports/ports.prop.test.ts'], ['tools/run/gone.test.ts']])(
    '%s is alone',
    (path) => {
      expect(problemsWith(path)).toEqual([{ file: path, rule: expect.stringContaining('tests nothing beside it') }]);
    },
  );
});

describe('decisions', () => {
  test('are numbered one after another', () => {
    expect(problemsWith('decisions/README.md', 'decisions/0001-a.md', 'decisions/0002-b-c.md')).toEqual([]);
  });

  test.each([
    [['decisions/0002-b.md']],
    [['decisions/0001-a.md', 'decisions/0001-b.md']],
    [['decisions/0001-a.md', 'decisions/0003-b.md']],
    [['decisions/first.md']],
  ])('%j are not', (paths) => {
    expect(problemsWith(...paths)).toEqual([{ file: paths.at(-1), rule: expect.stringContaining('numbers follow') }]);
  });
});

describe('entries', () => {
  test.each([
    [40, 0],
    [41, 1],
  ])('of %i lines are %i problems', (lines, count) => {
    expect(findLongEntries([{ path: 'functions/token/src/index.ts', text: 'x\n'.repeat(lines) }])).toHaveLength(count);
  });
});
