import { readFileSync } from 'node:fs';

/** One process for certain: the kernel gives a process id again, but not with the same start time. */
export type ProcessIdentity = { pid: number; startTime: string };

/**
 * The start time of a living process in clock ticks since boot; undefined when there is none (a zombie counts as dead).
 * @see proc_pid_stat(5), fields 3 and 22
 */
export function readStartTime(pid: number): string | undefined {
  try {
    return parseStartTime(readFileSync(`/proc/${String(pid)}/stat`, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The command name (field 2) may hold spaces and parentheses, so fields are counted from its last parenthesis. */
export function parseStartTime(stat: string): string | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const state = fields[0];
  if (state === 'Z' || state === 'X') return undefined;
  return fields[19];
}

export function isSameProcess(identity: ProcessIdentity): boolean {
  return readStartTime(identity.pid) === identity.startTime;
}
