import { globSync, readFileSync } from 'node:fs';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the repository. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const GENERATED = new Set(['node_modules', 'dist', 'coverage', '.turbo']);

/**
 * Paths of files, relative to the root, with `/`, sorted; nothing that is installed or built.
 * @param {string | readonly string[]} patterns
 * @param {string} root
 * @returns {string[]}
 */
export function listFiles(patterns, root = ROOT) {
  return globSync(patterns, { cwd: root, withFileTypes: true, exclude: (entry) => GENERATED.has(entry.name) })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}${sep}${entry.name}`.slice(root.length).split(sep).filter(Boolean).join('/'))
    .toSorted();
}

/** @typedef {{ path: string, text: string }} File */

/**
 * @param {string | readonly string[]} patterns
 * @param {string} root
 * @returns {File[]}
 */
export function readFiles(patterns, root = ROOT) {
  return listFiles(patterns, root).map((path) => ({ path, text: readFileSync(`${root}/${path}`, 'utf8') }));
}
