import { mkdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { readDeadLetter, type DeadLetter } from '../broker/dead-letters.ts';
import { toPrintable } from './printable.ts';

const MAX_PATH_CHARACTERS = 4096;

/** Says one line for each dead letter from now on; returns the function that ends it. */
export function watchDeadLetters(directory: string, log: (line: string) => void): () => void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const shown = new Set<string>();
  const watcher = watch(directory, (_, file) => {
    if (file === null || !file.endsWith('.json')) return;
    const path = join(directory, file);
    const read = readDeadLetter(path);
    if (read.kind === 'missing') {
      shown.delete(file);
      return;
    }
    if (shown.has(file)) return;
    shown.add(file);
    const what = read.kind === 'ok' ? describe(read.letter) : 'not readable';
    log(`! dead letter: ${what}: ${toPrintable(path, MAX_PATH_CHARACTERS)}`);
  });
  watcher.on('error', (error) => log(`! dead letters are no longer watched: ${toPrintable(error.message)}`));
  return () => watcher.close();
}

function describe({ trigger, reason, attempts, event }: DeadLetter): string {
  const tries = attempts === 1 ? 'one try' : `${String(attempts)} tries`;
  const { type = '', subject = '' } = event.attributes;
  const what = `${toPrintable(type)} ${toPrintable(subject)}`;
  return `${toPrintable(trigger)} did not take ${what} (${toPrintable(reason)} after ${tries})`;
}
