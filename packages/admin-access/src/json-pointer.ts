const PARTS = /\.([A-Za-z_]\w*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/g;

/**
 * The JSON pointer of a place that a `StoreError` names as a JSON path, such as `/labels/groups/0` of `$.labels.groups[0]`.
 *
 * @see RFC 6901
 */
export function toJsonPointer(path: string): string {
  return [...path.matchAll(PARTS)]
    .map(([, name, index, quoted]) => name ?? index ?? String(JSON.parse(quoted ?? '""')))
    .map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}
