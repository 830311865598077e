import { readFileSync } from 'node:fs';

/** Reads a corpus: one text a line, as a JSON string where the plain line couldn't hold it. */
export function readCorpus(name: string): string[] {
  return readFileSync(new URL(`fixtures/${name}.txt`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (line.startsWith('"') ? String(JSON.parse(line)) : line));
}
