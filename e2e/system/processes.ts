import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** Whether a process exists and is no zombie. */
async function isAlive(pid: number): Promise<boolean> {
  try {
    const status = await readFile(`/proc/${pid}/stat`, 'utf8');
    return !['Z', 'X'].includes(status.slice(status.lastIndexOf(')') + 2).charAt(0));
  } catch {
    return false;
  }
}

/** The process of each running part, by the part's name, as the system notes them in its state directory. */
export async function readPartPids(stateDirectory: string): Promise<Map<string, number>> {
  const directory = path.join(stateDirectory, 'run');
  const files = (await readdir(directory)).filter((file) => file.endsWith('.pid'));
  const entries = await Promise.all(
    files.map(async (file): Promise<[string, number]> => {
      const pid = Number(await readFile(path.join(directory, file), 'utf8'));
      return [file.slice(0, -'.pid'.length), pid];
    }),
  );
  return new Map(entries);
}

/** The process of one part. */
export async function readPartPid(stateDirectory: string, part: string): Promise<number> {
  const pid = Number(await readFile(path.join(stateDirectory, 'run', `${part}.pid`), 'utf8'));
  if (!Number.isInteger(pid) || pid <= 1) {
    throw new Error(`The system notes no process for ${part}.`);
  }
  return pid;
}

/** Those of the processes that are still there. */
export async function aliveOf(pids: Iterable<number>): Promise<number[]> {
  const all = [...pids];
  const alive = await Promise.all(all.map(async (pid) => await isAlive(pid)));
  return all.filter((_, position) => alive[position] === true);
}

async function readParents(): Promise<Map<number, number>> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const entries = await Promise.all(
    pids.map(async (pid): Promise<[number, number] | undefined> => {
      try {
        const status = await readFile(`/proc/${pid}/stat`, 'utf8');
        const [, parent] = status.slice(status.lastIndexOf(')') + 2).split(' ');
        return [pid, Number(parent)];
      } catch {
        return undefined;
      }
    }),
  );
  return new Map(entries.filter((entry) => entry !== undefined));
}

/** The processes that the given one has started itself. */
export async function childrenOf(pid: number): Promise<number[]> {
  return [...(await readParents())].flatMap(([child, parent]) => (parent === pid ? [child] : []));
}

/** Every process below the given one, at whatever depth. */
export async function descendantsOf(root: number): Promise<number[]> {
  const parents = await readParents();
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === root || (parent > 1 && isBelow(parent)));
  };
  return [...parents.keys()].filter((pid) => isBelow(pid));
}
