// The one entry of `npm start | test | bench | users | policy | mutate | verify` and of .ci/run.
// Plain JavaScript for any Node from 20.19 on: it runs before anything is installed, installs, and hands over to Node 24.
import { fileURLToPath } from 'node:url';
import { endOnSignal } from './run/child.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Node 20.19 or newer is needed to set this project up; this is ${process.version}. See https://nodejs.org.`,
  );
  process.exit(1);
}

const USAGE = `usage: npm start  [-- --help]            the whole system on this machine, until Ctrl-C
       npm test   [-- vitest arguments]  every suite; -- --project unit needs no set-up of the system
       npm run bench -- NAME             one benchmark of bench/
       npm run users -- --help           users of a running system
       npm run policy -- --help          who may do what there
       npm run mutate [-- GROUP…]        the mutation run of the decision core, half an hour and more
       npm run verify                    types, lint, format, project checks, unused code`;

/** @type {Record<string, (context: { root: string, node: string, args: string[] }) => Promise<number>>} */
const COMMANDS = {
  start: async (context) => (await import('./run/start.mjs')).start(context),
  test: async (context) => (await import('./run/test.mjs')).test(context),
  bench: async (context) => (await import('./run/bench.mjs')).bench(context),
  users: async (context) => (await import('./run/users.mjs')).users(context),
  mutate: async (context) => (await import('./run/mutate.mjs')).mutate(context),
  policy: async (context) => (await import('./run/policy.mjs')).policy(context),
  verify: async (context) => (await import('./run/verify.mjs')).verify(context),
  ci: async (context) => (await import('./run/ci.mjs')).ci(context),
};

const [name = '', ...args] = process.argv.slice(2);
const command = COMMANDS[name];
if (command === undefined) {
  console.error(USAGE);
  process.exit(2);
}

if (name === 'start') endOnSignal();
const { explainOptions } = await import('./run/explain-options.mjs');
const advice = explainOptions(name, process.env, args);
if (advice !== undefined) {
  console.error(advice);
  process.exit(2);
}

process.chdir(ROOT);
const { install } = await import('./run/install.mjs');
const installed = await install(ROOT);
if (installed === 'stopped' && name === 'start') {
  console.log('Ended.');
  process.exit(0);
}
if (installed !== 'installed') {
  if (name === 'test' || name === 'ci') console.log('0 passed, 1 failed');
  process.exit(1);
}

const { childPath, findNode } = await import('./run/find-node.mjs');
const node = findNode(ROOT);
if (node === undefined) {
  console.error(
    `npm has no Node 24 for ${process.platform}-${process.arch}: install Node 24 from https://nodejs.org and try again.`,
  );
  process.exit(1);
}
process.env.PATH = childPath(ROOT, node, process.env.PATH);
process.exitCode = await command({ root: ROOT, node, args });
