import { withoutTexts } from './read-source.mjs';

const CALL = /\b(?<kind>test|it|describe)(?<modifiers>(?:\.\w+)*)\(/g;
/** What comes with a pair of brackets of its own before the title's. */
const TABLE_OR_CONDITION = /\.(?:each|for|skipIf|runIf)\b/;
const OFF = /\.(?:skip|skipIf|runIf|todo|fails)\b/;
const TITLE = /^\s*(?<quote>['"`])(?<title>(?:\\.|(?!\k<quote>).)*)\k<quote>(?<options>\s*,\s*\{[^}]*\})?/s;
const OFF_IN_OPTIONS = /\b(?:skip|todo|fails)\b/;

/**
 * Where the bracket that opens there is closed.
 * @param {string} code
 * @param {number} open
 */
function closingOf(code, open) {
  let depth = 0;
  for (let index = open; index < code.length; index += 1) {
    if (code[index] === '(') depth += 1;
    if (code[index] === ')') depth -= 1;
    if (depth === 0) return index;
  }
  return code.length;
}

/**
 * The tests of a file, by their titles as they are written. One that is skipped, or may be, is off, as is all of a suite
 * that is.
 * @param {string} text
 */
export function readTests(text) {
  const code = withoutTexts(text);
  const calls = [...code.matchAll(CALL)].map(({ 0: call, index, groups = {} }) => {
    const modifiers = groups.modifiers ?? '';
    const first = index + call.length - 1;
    const behind = closingOf(code, first) + 1;
    const open = TABLE_OR_CONDITION.test(modifiers) && code[behind] === '(' ? behind : first;
    const { title, options } = TITLE.exec(text.slice(open + 1))?.groups ?? {};
    const isOff = OFF.test(modifiers) || OFF_IN_OPTIONS.test(options ?? '');
    return { isTest: groups.kind !== 'describe', title, isOff, start: index, end: closingOf(code, open) };
  });
  return calls
    .filter(({ isTest }) => isTest)
    .map(({ title, start }) => ({
      title,
      isOff: calls.some((call) => call.isOff && call.start <= start && start < call.end),
    }));
}
