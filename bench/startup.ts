// npm run bench -- startup
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';

import { runOptions } from './command-line/run-options.ts';
import { STARTUP_OPTIONS } from './command-line/startup-options.ts';
import { type FirstAnswer, firstAnswer, type Program } from './startup/first-answer.ts';
import { markdownTable } from './startup/markdown-table.ts';

const { numbers, texts } = runOptions(STARTUP_OPTIONS);
const { runs = 0 } = numbers;
const wanted = texts['function'];

const pathOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
// Every function is timed with the configuration that its build starts it with.
const environments: Record<string, Record<string, string>> = JSON.parse(
  readFileSync(pathOf('../tools/build/startup-environments.json'), 'utf8'),
);
const bare: Program = { title: 'bare `node:http`', main: pathOf('startup/bare-server.mjs'), environment: {} };
const bareCommonjs: Program = {
  title: 'bare `node:http`, CommonJS',
  main: pathOf('startup/bare-server.cjs'),
  environment: {},
};
const functions = Object.entries(environments)
  .filter(([name]) => wanted?.includes(name) ?? true)
  .map(([name, environment]): Program => ({
    title: name,
    main: pathOf(`../functions/${name}/dist/main.mjs`),
    environment,
  }));
const missing = functions.filter(({ main }) => !existsSync(main));
if (functions.length === 0 || missing.length > 0) {
  console.error(
    `Not built: ${missing.map(({ title }) => title).join(', ') || 'no such function'}. Run npm run build first.`,
  );
  process.exit(1);
}

const programs = [bare, bareCommonjs, ...functions];
const answers = new Map<Program, FirstAnswer[]>(programs.map((program) => [program, []]));
const loadBefore = loadavg()[0] ?? 0;
// The first round fills the page cache and doesn't count; each begins with another program, so that none always follows the same.
for (let round = 0; round <= runs; round += 1) {
  for (let turn = 0; turn < programs.length; turn += 1) {
    const program = programs[(round + turn) % programs.length] ?? bare;
    const answer = await firstAnswer(program);
    if (round > 0) answers.get(program)?.push(answer);
  }
}

const load = [loadBefore, loadavg()[0] ?? 0].map((value) => value.toFixed(1)).join(' before, ');
console.log(`Node ${process.version}, ${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}),`);
console.log(`${runs} alternating runs of each, load average ${load} after.\n`);
console.log(markdownTable(answers, bare));
