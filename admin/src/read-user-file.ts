import type { BrokenLine, Entry } from './entry.ts';
import { judgeEntries } from './judge-entries.ts';
import { readDockerAuth } from './read-docker-auth.ts';
import { readHtpasswd } from './read-htpasswd.ts';

export const FORMATS = ['htpasswd', 'docker-auth'] as const;
export type Format = (typeof FORMATS)[number];

/** A file of users, read and judged. */
export type UserFile =
  | {
      kind: 'ok';
      format: Format;
      entries: readonly Entry[];
      broken: readonly BrokenLine[];
      notes: readonly string[];
    }
  | { kind: 'invalid'; reason: string };

const READERS = { htpasswd: readHtpasswd, 'docker-auth': readDockerAuth };

/** Reads a file of users; without a format it is told by its first line that says something. */
export function readUserFile(text: string, format: Format = detectFormat(text)): UserFile {
  const read = READERS[format](text);
  if (read.kind === 'invalid') return { kind: 'invalid', reason: `as ${format}: ${read.reason}` };
  const entries = judgeEntries(read.found);
  if (entries.length === 0 && read.broken.length > 0) {
    return { kind: 'invalid', reason: `as ${format}: no line is account:hash` };
  }
  return { kind: 'ok', format, entries, broken: read.broken, notes: read.notes };
}

/** A line of htpasswd has something right after its first colon; a key of a YAML map has white space there, or nothing. */
function detectFormat(text: string): Format {
  const first = text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line !== '' && !line.startsWith('#'));
  return first === undefined || (/^[^\s:"'{]*:\S/.test(first) && !first.startsWith('%')) ? 'htpasswd' : 'docker-auth';
}
