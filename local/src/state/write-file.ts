import { linkSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** Replaces a file so that a reader sees the old or the new contents, never a part; readable by its owner only. */
export function writePrivateFile(path: string, contents: string): void {
  const temporary = `${path}.${String(process.pid)}.tmp`;
  writeFileSync(temporary, contents, { mode: 0o600 });
  renameSync(temporary, path);
}

/** Makes a complete file unless there is one; false when there is. */
export function createPrivateFile(path: string, contents: string): boolean {
  const temporary = `${path}.${String(process.pid)}.tmp`;
  writeFileSync(temporary, contents, { mode: 0o600 });
  try {
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}
