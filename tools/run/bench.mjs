import { readdirSync } from 'node:fs';
import { runForeground } from './child.mjs';
import { setUp } from './setup.mjs';

/** @param {{ node: string, args: string[] }} context */
export async function bench({ node, args }) {
  const [name, ...rest] = args;
  const names = listBenchmarks();
  if (name !== undefined && isHelp(name)) {
    console.log(
      `npm run bench -- NAME, where NAME is one of: ${names.join(', ')}. npm run bench -- NAME --help says more.`,
    );
    return 0;
  }
  if (name === undefined || !names.includes(name)) {
    const known = names.length === 0 ? 'there is none yet' : names.join(', ');
    console.error(
      `${name === undefined ? 'Which benchmark?' : `No benchmark is called ${name}.`} npm run bench -- NAME, where NAME is one of: ${known}`,
    );
    return 2;
  }
  // What is typed wrong is said before anything is built.
  const checked = await runForeground(node, ['bench/command-line/main.ts', name, ...rest]);
  if (checked !== 0 || rest.some((argument) => isHelp(argument))) return checked;
  const prepared = await setUp(node, 'bench');
  if (prepared !== 0) return prepared;
  return await runForeground(node, ['--conditions=source', `bench/${name}.ts`, ...rest]);
}

function isHelp(/** @type {string} */ argument) {
  return argument === '--help' || argument === '-h';
}

/** A benchmark is a file bench/NAME.ts; what they share lives in folders below. */
function listBenchmarks() {
  return readdirSync('bench')
    .filter((file) => /^[a-z0-9-]+\.ts$/.test(file))
    .map((file) => file.slice(0, -'.ts'.length))
    .toSorted();
}
