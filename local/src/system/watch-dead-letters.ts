import { existsSync, mkdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { loadDeadLetter } from '../broker/dead-letters.ts';

/** Says one line for each dead letter from now on; returns the function that ends it. */
export function watchDeadLetters(directory: string, log: (line: string) => void): () => void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const shown = new Set<string>();
  const watcher = watch(directory, (_, file) => {
    if (file === null || !file.endsWith('.json') || shown.has(file)) return;
    const path = join(directory, file);
    if (!existsSync(path)) return;
    shown.add(file);
    const { trigger, reason, attempts, event } = loadDeadLetter(path);
    const tries = attempts === 1 ? 'one try' : `${String(attempts)} tries`;
    const { type = '', subject = '' } = event.attributes;
    log(`! dead letter: ${trigger} did not take ${type} ${subject} (${reason} after ${tries}): ${path}`);
  });
  return () => watcher.close();
}
