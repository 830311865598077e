/** What one of docker_auth's patterns asks of a text, as far as it can be said in other words. */
export type TextPattern =
  | { kind: 'anything' }
  | { kind: 'something' }
  | { kind: 'nothing' }
  | { kind: 'texts'; texts: readonly string[] }
  /** A regular expression for all texts that begin so; variables still stand in it. */
  | { kind: 'beginning'; text: string; needsMore: boolean }
  /** A glob with `*`, or one with variables. */
  | { kind: 'glob'; text: string }
  | { kind: 'other'; reason: string };

const ANYTHING = new Set(['.*', '^.*', '.*$', '^.*$', '^']);
const SOMETHING = new Set(['.+', '^.+', '.+$', '^.+$', '.', '^.', '.$']);

// What stands for itself in a regular expression, beside the escaped.
const PLAIN = String.raw`(?:[A-Za-z0-9_@:/-]|\\[./_@:+-])+`;
const LITERAL_TEXTS = new RegExp(String.raw`^\^(?:(?<one>${PLAIN})|\((?:\?:)?(?<many>${PLAIN}(?:\|${PLAIN})*)\))\$$`);
const BEGINNING = new RegExp(String.raw`^\^(?<beginning>(?:${PLAIN}|\$\{account\})+)\.(?<repeat>[*+])\$?$`);

/** Reads a pattern as docker_auth does: `/…/` is a regular expression, everything else a glob. */
export function readTextPattern(source: string): TextPattern {
  if (source.length > 2 && source.startsWith('/') && source.endsWith('/')) return readExpression(source.slice(1, -1));
  if (source === '') return { kind: 'nothing' };
  if (source.includes('?')) return other('`?` is any one character, and no pattern here says that');
  if (source.includes('[')) return other('`[…]` is one of several characters, and no pattern here says that');
  if (source.includes('\\')) return other('it has an escaped character');
  // NOTE: to docker_auth `**` is `*`, which crosses no slash.
  const glob = source.replaceAll(/\*+/g, '*');
  return glob.includes('*') || glob.includes('${') ? { kind: 'glob', text: glob } : { kind: 'texts', texts: [glob] };
}

function readExpression(body: string): TextPattern {
  if (ANYTHING.has(body)) return { kind: 'anything' };
  if (SOMETHING.has(body)) return { kind: 'something' };
  const { one, many } = LITERAL_TEXTS.exec(body)?.groups ?? {};
  if (one !== undefined) return { kind: 'texts', texts: [unescape(one)] };
  if (many !== undefined) return { kind: 'texts', texts: many.split('|').map(unescape) };
  const { beginning, repeat } = BEGINNING.exec(body)?.groups ?? {};
  return beginning === undefined
    ? other(
        'it is a regular expression; this reads /.*/, /.+/, /^text$/, /^(one|other)$/ and, for names, /^text\\/.*$/ alone',
      )
    : { kind: 'beginning', text: unescape(beginning), needsMore: repeat === '+' };
}

function unescape(text: string): string {
  return text.replaceAll('\\', '');
}

function other(reason: string): TextPattern {
  return { kind: 'other', reason };
}
