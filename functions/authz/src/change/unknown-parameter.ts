const MAX_LENGTH = 50;

/** Says which parameter there is not, and which there are. */
export function describeUnknownParameter(name: string, there: readonly string[]): string {
  const shown = JSON.stringify(name.length > MAX_LENGTH ? `${name.slice(0, MAX_LENGTH)}…` : name);
  return `There is no query parameter ${shown} here: ${there.length === 0 ? 'none at all' : `only ${there.join(', ')}`}.`;
}
