/**
 * Whether a text is what a pattern says: `*` is any run of characters, every other character itself. What comes from a
 * claim is only ever the text. The parts are looked for from left to right, so that there is nothing to backtrack.
 */
export function matchesTrustPattern(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return pattern === text;
  if (!text.startsWith(first)) return false;
  let position = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, position);
    if (found === -1) return false;
    position = found + part.length;
  }
  return text.length - last.length >= position && text.endsWith(last);
}
