// npm run bench -- startup [--runs N] [--function NAME]...
import { existsSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import environments from '../tools/build/startup-environments.json' with { type: 'json' };
import { firstAnswerMs, type Program } from './startup/first-answer.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '25' }, function: { type: 'string', multiple: true } },
});
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1 || runs > 500) {
  console.error(`--runs must be a whole number from 1 to 500, not ${values.runs}.`);
  process.exit(2);
}

const pathOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const bare: Program = { title: 'bare `node:http`', main: pathOf('startup/bare-server.mjs'), environment: {} };
const bareCommonjs: Program = {
  title: 'bare `node:http`, CommonJS',
  main: pathOf('startup/bare-server.cjs'),
  environment: {},
};
const functions = Object.entries(environments)
  .filter(([name]) => values.function?.includes(name) ?? true)
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
const timesMs = new Map<Program, number[]>(programs.map((program) => [program, []]));
const loadBefore = loadavg()[0] ?? 0;
// The first round fills the page cache and doesn't count; each round begins with another program, so that none always follows the same.
for (let round = 0; round <= runs; round += 1) {
  for (let turn = 0; turn < programs.length; turn += 1) {
    const program = programs[(round + turn) % programs.length] ?? bare;
    const elapsedMs = await firstAnswerMs(program);
    if (round > 0) timesMs.get(program)?.push(elapsedMs);
  }
}

const load = [loadBefore, loadavg()[0] ?? 0].map((value) => value.toFixed(1)).join(' before, ');
console.log(`Node ${process.version}, ${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}),`);
console.log(`${runs} alternating runs of each, load average ${load} after.\n`);
console.log('| process start → first answer | min ms | median ms | max ms | median ÷ bare | min ÷ bare |');
console.log('| --- | ---: | ---: | ---: | ---: | ---: |');
for (const program of programs) console.log(row(program));

function row(program: Program): string {
  const [own, base] = [program, bare].map((one) => (timesMs.get(one) ?? []).toSorted((left, right) => left - right));
  const cells = [own?.at(0), median(own), own?.at(-1)].map((value) => (value ?? Number.NaN).toFixed(0));
  const ratios = [median(own) / median(base), (own?.at(0) ?? Number.NaN) / (base?.at(0) ?? Number.NaN)];
  return `| ${[program.title, ...cells, ...ratios.map((value) => `${value.toFixed(2)}×`)].join(' | ')} |`;
}

function median(sorted: readonly number[] = []): number {
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}
