/** How many bytes of records a page has at most; an object that is longer is none. */
export const PAGE_MAX_BYTES: number = 8 * 1024 * 1024;

/** The first objects that fit on a page together. What is longer than a page isn't read and takes no room. */
export function takePage<T extends { sizeBytes: number }>(listed: readonly T[]): T[] {
  let takenBytes = 0;
  const end = listed.findIndex(({ sizeBytes }) => {
    takenBytes += sizeBytes > PAGE_MAX_BYTES ? 0 : sizeBytes;
    return takenBytes > PAGE_MAX_BYTES;
  });
  return listed.slice(0, end === -1 ? undefined : end);
}
