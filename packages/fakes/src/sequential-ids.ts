/** `id-0001`, `id-0002`, …: ids that a test can foretell and that sort as they were made. */
export function createSequentialIds(prefix: string = 'id'): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `${prefix}-${String(count).padStart(4, '0')}`;
  };
}
