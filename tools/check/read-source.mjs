/** @typedef {{ specifier: string, isTypeOnly: boolean, names: readonly string[], line: number }} Import */

const TEXT_OR_COMMENT =
  /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|(?<comment>\/\/[^\n]*|\/\*[^]*?\*\/)/g;
const DECLARATION =
  /^[ \t]*(?:import|export)\s+(?:(?<type>type)\s+)?(?<clause>[\w*{][^'";]*?\s+from\s+)?(?<quote>['"])(?<specifier>[^'"\n]+)\k<quote>/gm;
const CALL = /\b(?:import|require|createRequire\([^)]*\))\s*\(\s*(?<quote>['"])(?<specifier>[^'"\n]+)\k<quote>/g;

/**
 * Blanks comments, so that what they mention isn't taken for code; lines stay where they are.
 * @param {string} text
 */
function withoutComments(text) {
  return text.replaceAll(TEXT_OR_COMMENT, (match, comment) =>
    comment === undefined ? match : comment.replaceAll(/[^\n]/g, ' '),
  );
}

/**
 * Blanks comments and the inside of strings without placeholders.
 * @param {string} text
 */
export function withoutTexts(text) {
  return text.replaceAll(TEXT_OR_COMMENT, (match) =>
    match.startsWith('`') && match.includes('${') ? match : match.replaceAll(/[^\n]/g, ' '),
  );
}

/**
 * Everything that a module imports or exports from elsewhere, and what it loads later. Written for sources that the
 * formatter has been over.
 * @param {string} text
 * @returns {Import[]}
 */
export function readImports(text) {
  const code = withoutComments(text);
  const declared = [...code.matchAll(DECLARATION)].map(({ groups = {}, index }) => {
    const { isTypeOnly, names } = readClause(groups.type !== undefined, groups.clause ?? '');
    return { specifier: groups.specifier ?? '', isTypeOnly, names, line: lineAt(code, index) };
  });
  const called = [...code.matchAll(CALL)].map(({ groups = {}, index }) => ({
    specifier: groups.specifier ?? '',
    isTypeOnly: false,
    names: ['*'],
    line: lineAt(code, index),
  }));
  return [...declared, ...called];
}

/**
 * Names that are imported as values; `*` for a namespace, `default` for a default import.
 * @param {boolean} isType
 * @param {string} clause
 */
function readClause(isType, clause) {
  const [, named] = /\{([^}]*)\}/.exec(clause) ?? [];
  const specifiers = (named ?? '').split(',').map((name) => name.trim());
  const values = specifiers.filter((name) => name !== '' && !name.startsWith('type '));
  const outside = clause
    .replace(/\{[^}]*\}/, '')
    .replace(/\s+from\s+$/, '')
    .trim();
  const names = [
    ...values.map((name) => name.split(/\s+as\s+/)[0] ?? ''),
    ...(outside.includes('*') ? ['*'] : []),
    ...(/^\w/.test(outside) ? ['default'] : []),
  ];
  const isTypeOnly = isType || (clause !== '' && names.length === 0);
  return { isTypeOnly, names: isTypeOnly ? [] : names };
}

/**
 * @param {string} text
 * @param {number} index
 */
export function lineAt(text, index) {
  const start = index + (/^\s*/.exec(text.slice(index))?.[0].length ?? 0);
  return text.slice(0, start).split('\n').length;
}
