import { closeSync, copyFileSync, openSync, renameSync, statSync, truncateSync } from 'node:fs';

export const LOG_LIMIT_BYTES: number = 8 * 1024 * 1024;

/** Opens a part's log for a child to append to; the caller closes the descriptor. */
export function openLog(path: string): number {
  return openSync(path, 'a', 0o600);
}

export function closeLog(descriptor: number): void {
  closeSync(descriptor);
}

/** 0 where there is none. */
export function logSizeBytes(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/**
 * Keeps a log below its limit while its process goes on writing: the contents go to `<path>.1`, in place of an older one.
 * What the process writes between copy and truncation is lost; O_APPEND makes it go on at the new end.
 */
export function boundLog(path: string, limitBytes: number = LOG_LIMIT_BYTES): void {
  if (logSizeBytes(path) <= limitBytes) return;
  copyFileSync(path, `${path}.1`);
  truncateSync(path);
}

/** A new run of the system begins with empty logs; the last run's stay readable as `<path>.1`. */
export function beginLog(path: string): void {
  if (statSync(path, { throwIfNoEntry: false }) !== undefined) renameSync(path, `${path}.1`);
}
