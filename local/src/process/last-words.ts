import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import * as z from 'zod';

const TAIL_BYTES = 65_536;

const fatalLine = z.object({
  level: z.literal('fatal'),
  msg: z.string().default(''),
  problem: z.string().optional(),
  err: z.object({ message: z.string() }).optional(),
});

/**
 * Why a process ended, as the last fatal line of its log says that was written beyond `fromBytes`; `undefined` when
 * there is none in the last 64 KiB.
 */
export function lastWords(logPath: string, fromBytes: number): string | undefined {
  for (const line of readTail(logPath, fromBytes).split('\n').toReversed()) {
    const fatal = fatalLine.safeParse(jsonOf(line));
    if (fatal.success) return wordsOf(fatal.data);
  }
  return undefined;
}

function wordsOf({ msg, problem, err }: z.output<typeof fatalLine>): string {
  const reason = problem ?? err?.message ?? '';
  return msg.includes(reason) ? msg : [msg, reason].filter((text) => text !== '').join(': ');
}

function readTail(logPath: string, fromBytes: number): string {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(logPath, 'r');
    const { size } = fstatSync(descriptor);
    // A log that was cut since holds nothing older.
    const start = Math.max(size < fromBytes ? 0 : fromBytes, size - TAIL_BYTES);
    const tail = Buffer.alloc(size - start);
    return tail.toString('utf8', 0, readSync(descriptor, tail, 0, tail.length, start));
  } catch {
    return '';
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
