/**
 * Finds a member that stands twice in one object. `JSON.parse` keeps the last without a word: of two roles of one name, one
 * would be lost.
 *
 * @param text JSON that parses
 */
export function findDuplicateMember(text: string): string | undefined {
  const open: Set<string>[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '{') open.push(new Set());
    else if (character === '}') open.pop();
    else if (character === '"') {
      const end = endOfText(text, at);
      const name = isMember(text, end) ? String(JSON.parse(text.slice(at, end))) : undefined;
      if (name !== undefined && open.at(-1)?.has(name) === true) return name;
      if (name !== undefined) open.at(-1)?.add(name);
      at = end - 1;
    }
  }
  return undefined;
}

/** Where a text that begins at `start` is over. */
function endOfText(json: string, start: number): number {
  let at = start;
  do {
    at = json.indexOf('"', at + 1);
  } while (isEscaped(json, at));
  return at + 1;
}

function isEscaped(json: string, at: number): boolean {
  let backslashes = 0;
  while (json[at - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}

function isMember(json: string, end: number): boolean {
  let at = end;
  while (json[at] === ' ' || json[at] === '\n' || json[at] === '\r' || json[at] === '\t') at += 1;
  return json[at] === ':';
}
