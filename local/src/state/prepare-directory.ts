import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Makes a folder for its owner alone and tries whether files can be made in it; undefined, or the reason why that can't be.
 * NOTE: a recursive mkdir below /proc never returns (nodejs/node: ENOENT there makes it try the parent for ever), so each level is
 * made by itself.
 */
export function prepareDirectory(path: string): string | undefined {
  try {
    const file = ancestors(path).find((folder) => isFile(folder));
    if (file !== undefined) return `${file} is a file`;
    for (const folder of ancestors(path)) makeDirectory(folder);
    const trial = join(path, `.trial-${String(process.pid)}`);
    writeFileSync(trial, '');
    rmSync(trial);
    return undefined;
  } catch (error) {
    return `it can't be made or written to (${error instanceof Error && 'code' in error ? String(error.code) : String(error)})`;
  }
}

/** From the root down to the folder itself. */
function ancestors(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [path] : [...ancestors(parent), path];
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === false;
}

function makeDirectory(path: string): void {
  if (statSync(path, { throwIfNoEntry: false }) !== undefined) return;
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Two starts at once: the other one made it.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}
