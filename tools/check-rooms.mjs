// The same rooms everywhere, and names that say what is inside. Run: node tools/check-rooms.mjs
import { report } from './check/report.mjs';
import { listFiles, readFiles } from './check/workspace-files.mjs';

/** @typedef {import('./check/report.mjs').Problem} Problem */

/** Every function has these. */
const FUNCTION_ROOMS = [
  'README.md',
  'package.json',
  'tsconfig.json',
  'src/index.ts',
  'src/config.ts',
  'src/handler.ts',
  'test/function.test.ts',
];

/** Every package has these. */
const PACKAGE_ROOMS = ['README.md', 'package.json', 'tsconfig.json', 'src/index.ts'];

const ENTRY_MAX_LINES = 40;

const KEBAB_CASE = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)*$/;
/** Names that tools look for. */
const SET_BY_OTHERS = new Set(['README.md', 'Containerfile', 'Dockerfile']);

/** Names that say nothing about what is inside. */
const EMPTY_WORDS = ['base', 'common', 'helper', 'helpers', 'manager', 'misc', 'shared', 'util', 'utils'];
const EMPTY_NAME = new RegExp(`^(?:${EMPTY_WORDS.join('|')})$`);
const EMPTY_ENDING = /-(?:helpers?|managers?|utils?)$/;

/** Recorded data, named by whoever recorded it. */
const RECORDED = /\/(?:fixtures|vectors)\//;

/**
 * @param {readonly string[]} paths
 * @returns {Problem[]}
 */
function findMissingRooms(paths) {
  const all = new Set(paths);
  /** @param {string} top @param {readonly string[]} rooms */
  const missingIn = (top, rooms) => {
    const names = new Set(paths.filter((path) => path.startsWith(`${top}/`)).map((path) => path.split('/')[1]));
    return [...names].flatMap((name) =>
      rooms
        .map((room) => `${top}/${name}/${room}`)
        .filter((path) => !all.has(path))
        .map((file) => ({ file, rule: `is missing: ${top} all have the same rooms` })),
    );
  };
  return [...missingIn('functions', FUNCTION_ROOMS), ...missingIn('packages', PACKAGE_ROOMS)];
}

/**
 * @param {string} part one name on a path
 * @returns {string | undefined}
 */
function nameProblem(part) {
  if (SET_BY_OTHERS.has(part) || part.startsWith('.')) return undefined;
  if (!KEBAB_CASE.test(part)) return 'is not in kebab-case';
  const [stem = ''] = part.split('.');
  return EMPTY_NAME.test(stem) || EMPTY_ENDING.test(stem)
    ? 'says nothing: name it after the one thing that is inside'
    : undefined;
}

/**
 * @param {string} path
 * @returns {Problem[]}
 */
function findBadNames(path) {
  if (RECORDED.test(path)) return [];
  return path.split('/').flatMap((part) => {
    const problem = nameProblem(part);
    return problem === undefined ? [] : [{ file: path, rule: `'${part}' ${problem}` }];
  });
}

/**
 * A test in `src` or `tools` lies beside the file that it tests and is named after it.
 * @param {readonly string[]} paths
 * @returns {Problem[]}
 */
function findLoneTests(paths) {
  const all = new Set(paths);
  return paths
    .filter((path) => /(?:^|\/)(?:src|tools)\/.*\.(?:test|bench)\.ts$/.test(path))
    .flatMap((path) => {
      const source = path.replace(/(?<stem>[^/.]+)(?:\.[a-z0-9-]+)*\.(?:test|bench)\.ts$/, '$<stem>');
      const isPaired = all.has(`${source}.ts`) || all.has(`${source}.mjs`);
      return isPaired ? [] : [{ file: path, rule: `tests nothing beside it: there is no ${source}.ts` }];
    });
}

/**
 * Decisions are numbered one after another and named after what was decided.
 * @param {readonly string[]} paths
 * @returns {Problem[]}
 */
function findBadDecisions(paths) {
  const decisions = paths.filter((path) => path.startsWith('decisions/') && path !== 'decisions/README.md');
  return decisions.toSorted().flatMap((file, index) => {
    const number = String(index + 1).padStart(4, '0');
    return new RegExp(`^decisions/${number}-[a-z0-9]+(?:-[a-z0-9]+)*\\.md$`).test(file)
      ? []
      : [{ file, rule: `should be decisions/${number}-<title>.md: numbers follow one another` }];
  });
}

/**
 * Problems of a tree.
 * @param {readonly string[]} paths
 * @returns {Problem[]}
 */
export function findRoomProblems(paths) {
  return [
    ...findMissingRooms(paths),
    ...paths.flatMap((path) => findBadNames(path)),
    ...findLoneTests(paths),
    ...findBadDecisions(paths),
  ];
}

/**
 * An entry folder's index wires; what it holds beyond that belongs to a file of its own.
 * @param {readonly import('./check/workspace-files.mjs').File[]} entries `src/index.ts` of every function
 * @returns {Problem[]}
 */
export function findLongEntries(entries) {
  return entries.flatMap(({ path, text }) => {
    const lines = text.trimEnd().split('\n').length;
    return lines <= ENTRY_MAX_LINES
      ? []
      : [{ file: path, rule: `has ${lines} lines: an entry wires, in at most ${ENTRY_MAX_LINES}` }];
  });
}

if (import.meta.main) {
  const paths = listFiles('{functions,packages,admin,local,e2e,bench,tools,decisions}/**');
  const entries = readFiles('functions/*/src/index.ts');
  report('rooms', [...findRoomProblems(paths), ...findLongEntries(entries)], `${paths.length} files have their place`);
}
