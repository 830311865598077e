const MAX_QUOTED_LENGTH = 80;

function escapeCharacter(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** Quotes text of an unknown writer for a reason or a log line: printable ASCII alone, at most 80 characters of it. */
export function quoteText(text: string): string {
  const shown = text.length > MAX_QUOTED_LENGTH ? `${text.slice(0, MAX_QUOTED_LENGTH)}…` : text;
  return `"${shown.replaceAll(/[^\u0020-\u007E…]|["\\]/gu, escapeCharacter)}"`;
}
