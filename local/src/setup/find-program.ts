import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { SYSTEM_FOLDERS } from '../system-folders.ts';

/** The path of a program, out of the PATH and of further folders. */
export function findProgram(name: string, furtherFolders: readonly string[] = SYSTEM_FOLDERS): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...furtherFolders];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
