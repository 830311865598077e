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
      /** What to say when the format was guessed and nobody in it can be taken over: the guess may be wrong. */
      doubt: string | undefined;
    }
  | { kind: 'invalid'; reason: string };

const READERS = { htpasswd: readHtpasswd, 'docker-auth': readDockerAuth };
/** A control character that is no white space. */
const BINARY = /(?!\s)\p{Cc}/u;
const DOUBT = 'taken for docker-auth; if it is htpasswd, say --format htpasswd';

/** Reads a file of users; without a format it is told by its first line that says something. */
export function readUserFile(text: string, asked?: Format): UserFile {
  if (BINARY.test(text)) return { kind: 'invalid', reason: 'not text' };
  const format = asked ?? detectFormat(text);
  const doubt = asked === undefined && format === 'docker-auth' ? DOUBT : undefined;
  const read = READERS[format](text);
  if (read.kind === 'invalid') return unreadable(format, read.reason, doubt);
  const entries = judgeEntries(read.found);
  if (entries.length === 0 && read.broken.length > 0) {
    const reason = format === 'htpasswd' ? 'no line is account:hash' : 'every user has a field or label twice';
    return unreadable(format, reason, doubt);
  }
  const isAnybodyTaken = entries.some(({ kind }) => kind === 'user');
  const { broken, notes } = read;
  return { kind: 'ok', format, entries, broken, notes, doubt: isAnybodyTaken ? undefined : doubt };
}

function unreadable(format: Format, reason: string, doubt = 'is it the right --format?'): UserFile {
  return { kind: 'invalid', reason: `not readable as ${format}: ${reason}; ${doubt}` };
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
