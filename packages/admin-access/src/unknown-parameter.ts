const MAX_LENGTH = 50;

/** Says which parameter a route doesn't know, and which it does; `undefined` where it knows all. */
export function describeUnknownParameter(query: URLSearchParams, known: readonly string[]): string | undefined {
  const unknown = [...query.keys()].find((name) => !known.includes(name));
  if (unknown === undefined) return undefined;
  const name = JSON.stringify(unknown.length > MAX_LENGTH ? `${unknown.slice(0, MAX_LENGTH)}…` : unknown);
  return `There is no query parameter ${name} here: ${known.length === 0 ? 'none at all' : `only ${known.join(', ')}`}.`;
}
