import { readFileSync } from 'node:fs';

import { TargetError } from './target-error.ts';

/**
 * A file's text without the line end that an editor leaves.
 *
 * @throws {TargetError} `ERR_TARGET`
 */
export function readPasswordFile(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no file';
    throw new TargetError(`${file} can't be read (${code}).`);
  }
}
