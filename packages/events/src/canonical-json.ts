/**
 * JSON text that is the same for every way of writing the same value: members sorted by UTF-16 code unit,
 * no white space, numbers and strings as `JSON.stringify` writes them.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8785 (for values that came out of `JSON.parse`)
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
    return `{${members.join(',')}}`;
  }
  // JSON.parse('1e999') is Infinity, which JSON.stringify would write as null: two values, one text.
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return JSON.stringify(value) ?? 'null';
}
