// Folds as Go's encoding/json does, the long s and the Kelvin sign included.
function fold(name: string): string {
  return name.toUpperCase().toLowerCase();
}

/**
 * Builds the check whether an object has a field that the registry, whose JSON reader ignores case, would take for
 * another one (`Layers` for `layers`): such a document means one thing there and another here.
 */
export function createFoldedFieldCheck(
  known: readonly string[],
): (document: Readonly<Record<string, unknown>>) => boolean {
  const exact = new Set(known);
  const folded = new Set(known.map(fold));
  return (document) => Object.keys(document).some((name) => !exact.has(name) && folded.has(fold(name)));
}
