// Folds as Go's encoding/json does, the long s and the Kelvin sign included.
function fold(name: string): string {
  return name.toUpperCase().toLowerCase();
}

/**
 * Whether an object has a field that the registry, whose JSON reader ignores case, would take for another one
 * (`Layers` for `layers`): such a document means one thing there and another here.
 */
export function hasFoldedField(document: Readonly<Record<string, unknown>>, known: ReadonlySet<string>): boolean {
  const folded = new Set([...known].map(fold));
  return Object.keys(document).some((name) => !known.has(name) && folded.has(fold(name)));
}
