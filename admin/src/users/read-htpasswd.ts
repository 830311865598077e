import type { BrokenLine, FoundEntries, FoundEntry } from './entry.ts';

/**
 * Reads an htpasswd file: `account:hash` on each line; empty lines and those that begin with `#` say nothing.
 *
 * @see https://httpd.apache.org/docs/2.4/programs/htpasswd.html
 */
export function readHtpasswd(text: string): FoundEntries {
  const found: FoundEntry[] = [];
  const broken: BrokenLine[] = [];
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    const content = raw.trim();
    if (content === '' || content.startsWith('#')) continue;
    const line = index + 1;
    const colon = content.indexOf(':');
    if (colon < 0) {
      broken.push({ line, reason: 'is not account:hash' });
      continue;
    }
    const hash = content.slice(colon + 1);
    found.push({
      line,
      account: content.slice(0, colon),
      passwordHash: hash === '' ? null : hash,
      labels: undefined,
    });
  }
  return { kind: 'ok', found, broken, notes: [] };
}
