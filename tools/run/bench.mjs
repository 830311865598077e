import { readdirSync } from 'node:fs';
import { runForeground } from './child.mjs';
import { setUp } from './setup.mjs';

/** @param {{ node: string, args: string[] }} context */
export async function bench({ node, args }) {
  const [name, ...rest] = args;
  const names = listBenchmarks();
  if (name === undefined || !names.includes(name)) {
    const known = names.length === 0 ? 'there is none yet' : names.join(', ');
    console.error(
      `${name === undefined ? 'Which benchmark?' : `No benchmark is called ${name}.`} npm run bench -- NAME, where NAME is one of: ${known}`,
    );
    return 2;
  }
  const prepared = await setUp(node, 'bench');
  if (prepared !== 0) return prepared;
  return await runForeground(node, ['--conditions=source', `bench/${name}.ts`, ...rest]);
}

/** A benchmark is a file bench/NAME.ts; what they share lives in folders below. */
function listBenchmarks() {
  return readdirSync('bench')
    .filter((file) => /^[a-z0-9-]+\.ts$/.test(file))
    .map((file) => file.slice(0, -'.ts'.length))
    .toSorted();
}
