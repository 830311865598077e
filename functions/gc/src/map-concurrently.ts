/** Maps with at most `limit` calls at a time; answers in the order of the items, and throws the first fault. */
export async function mapConcurrently<T, R>(
  items: readonly T[],
  limit: number,
  map: (item: T) => Promise<R>,
): Promise<R[]> {
  const entries = items.entries();
  const results = new Map<number, R>();
  const work = async (): Promise<void> => {
    // One iterator for all: each takes the next that nobody has.
    for (const [index, item] of entries) results.set(index, await map(item));
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
  return [...results].toSorted(([left], [right]) => left - right).map(([, result]) => result);
}
