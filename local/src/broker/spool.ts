import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { CloudEvent } from './cloud-event.ts';
import { fromStoredEvent, storedEventSchema, toStoredEvent } from './stored-event.ts';

/** Events that a trigger has still to deliver, one file each: what is in it survives the death of the broker. */
export type Spool = {
  /** Resolves when the event is on disk, with the key that it is kept under. */
  store: (event: CloudEvent) => Promise<string>;
  load: (key: string) => CloudEvent;
  remove: (key: string) => void;
  /** Oldest first. */
  keys: () => string[];
};

export function createSpool(directory: string): Spool {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return {
    store: async (event) => {
      const key = `${new Date().toISOString().replaceAll(':', '')}-${randomUUID()}.json`;
      await writeDurably(join(directory, key), JSON.stringify(toStoredEvent(event)));
      return key;
    },
    load: (key) => fromStoredEvent(storedEventSchema.parse(JSON.parse(readFileSync(join(directory, key), 'utf8')))),
    remove: (key) => rmSync(join(directory, key), { force: true }),
    keys: () =>
      readdirSync(directory)
        .filter((file) => file.endsWith('.json'))
        .toSorted(),
  };
}

async function writeDurably(path: string, text: string): Promise<void> {
  const temporary = `${path}.tmp`;
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}
