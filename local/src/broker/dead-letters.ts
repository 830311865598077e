import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writePrivateFile } from '../state/write-file.ts';
import { storedEventSchema, type StoredEvent } from './stored-event.ts';

/** An event has a megabyte at most, so that they fill no disk. */
const KEPT = 1000;

/** An event that a subscriber refused for good, or did not take within all its tries. */
export type DeadLetter = {
  trigger: string;
  subscriber: string;
  attempts: number;
  reason: string;
  at: string;
  event: StoredEvent;
};

const deadLetterSchema: z.ZodType<DeadLetter> = z.strictObject({
  trigger: z.string(),
  subscriber: z.string(),
  attempts: z.int(),
  reason: z.string(),
  at: z.string(),
  event: storedEventSchema,
});

export type ReadDeadLetter =
  | { kind: 'ok'; letter: DeadLetter }
  | { kind: 'unreadable'; reason: string }
  | { kind: 'missing' };

/** One in the list; of a file that can't be read, its name. */
export type ListedDeadLetter = DeadLetter | { file: string; unreadable: string };

export type DeadLetters = {
  /** Only the newest thousand are kept. */
  store: (letter: DeadLetter) => void;
  /** The newest first. */
  list: () => ListedDeadLetter[];
};

export function createDeadLetters(
  directory: string,
  options: { log?: (entry: Record<string, unknown>) => void; kept?: number } = {},
): DeadLetters {
  const { log, kept = KEPT } = options;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const newestFirst = (): string[] =>
    readdirSync(directory)
      .filter((file) => file.endsWith('.json'))
      .toSorted()
      .toReversed();
  return {
    store: (letter) => {
      const name = `${letter.at.replaceAll(':', '')}-${letter.trigger}-${randomUUID()}.json`;
      writePrivateFile(join(directory, name), `${JSON.stringify(letter, null, 2)}\n`);
      for (const file of newestFirst().slice(kept)) {
        rmSync(join(directory, file), { force: true });
        log?.({ msg: 'dead letter removed: there are too many', file, kept });
      }
    },
    list: () =>
      newestFirst()
        .slice(0, kept)
        .flatMap((file) => {
          const read = readDeadLetter(join(directory, file));
          if (read.kind === 'missing') return [];
          return [read.kind === 'ok' ? read.letter : { file, unreadable: read.reason }];
        }),
  };
}

/** Never throws: the folder is its owner's, who may put anything there and take anything away. */
export function readDeadLetter(path: string): ReadDeadLetter {
  try {
    return { kind: 'ok', letter: deadLetterSchema.parse(JSON.parse(readFileSync(path, 'utf8'))) };
  } catch (error) {
    if (error instanceof z.ZodError) return { kind: 'unreadable', reason: 'it is no dead letter' };
    if (error instanceof SyntaxError) return { kind: 'unreadable', reason: 'it is no JSON' };
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown fault';
    return code === 'ENOENT' ? { kind: 'missing' } : { kind: 'unreadable', reason: code };
  }
}
