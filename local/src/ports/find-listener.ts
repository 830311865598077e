import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';

const LISTENING = '0A';

/** The process that listens on a TCP port of this machine, as far as this user may see it. */
export function findListener(port: number): { pid: number; command: string } | undefined {
  const inodes = new Set(
    ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => listeningInodes(readText(table), port)),
  );
  for (const pid of readNames('/proc').filter((name) => /^\d+$/.test(name))) {
    const sockets = readNames(`/proc/${pid}/fd`).map((fd) => readLink(`/proc/${pid}/fd/${fd}`));
    if (sockets.some((socket) => inodes.has(socket))) {
      const [program = ''] = readText(`/proc/${pid}/cmdline`).split('\0');
      return { pid: Number(pid), command: basename(program) };
    }
  }
  return undefined;
}

/**
 * The sockets (`socket:[inode]`) that listen on a port, out of the text of /proc/net/tcp or tcp6.
 * @see proc_pid_net(5): field 2 local address, field 4 state, field 10 inode
 */
export function listeningInodes(table: string, port: number): string[] {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return table.split('\n').flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    return fields[1]?.endsWith(wanted) === true && fields[3] === LISTENING ? [`socket:[${fields[9] ?? ''}]`] : [];
  });
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function readNames(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
