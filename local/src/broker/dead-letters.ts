import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writePrivateFile } from '../state/write-file.ts';
import { storedEventSchema, type StoredEvent } from './stored-event.ts';

const LISTED = 1000;

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

export type DeadLetters = {
  store: (letter: DeadLetter) => void;
  /** The newest first, a thousand at most. */
  list: () => DeadLetter[];
};

export function createDeadLetters(directory: string): DeadLetters {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return {
    store: (letter) => {
      const name = `${letter.at.replaceAll(':', '')}-${letter.trigger}-${randomUUID()}.json`;
      writePrivateFile(join(directory, name), `${JSON.stringify(letter, null, 2)}\n`);
    },
    list: () =>
      readdirSync(directory)
        .filter((file) => file.endsWith('.json'))
        .toSorted()
        .toReversed()
        .slice(0, LISTED)
        .map((file) => loadDeadLetter(join(directory, file))),
  };
}

export function loadDeadLetter(path: string): DeadLetter {
  return deadLetterSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
}
