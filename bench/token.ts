// npm run bench -- token [--seconds N] [--runs N] [--stack FILE | --port-base N]; DOCKER_AUTH=<binary> measures it beside
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { createAccount } from './token/create-account.ts';
import { openStack } from './token/open-stack.ts';
import { reportDockerAuth } from './token/report-docker-auth.ts';
import { reportRequests } from './token/report-requests.ts';
import { reportStages } from './token/report-stages.ts';

const { values } = parseArgs({
  options: {
    stack: { type: 'string' },
    'port-base': { type: 'string', default: '23000' },
    seconds: { type: 'string', default: '5' },
    runs: { type: 'string', default: '3' },
  },
});

function numberOption(name: 'seconds' | 'runs', max: number): number {
  const value = Number(values[name]);
  if (Number.isFinite(value) && value >= 1 && value <= max) return value;
  console.error(`--${name} must be a number from 1 to ${max}, not ${values[name]}.`);
  return process.exit(2);
}

const options = { seconds: numberOption('seconds', 60), runs: Math.floor(numberOption('runs', 20)) };
const load = (): string => (loadavg()[0] ?? Number.NaN).toFixed(1);
const stack = await openStack(values.stack, Number(values['port-base']));
try {
  const who = await createAccount(stack);
  console.log(`Node ${process.version}, ${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}),`);
  console.log(`${options.runs} alternating runs of ${options.seconds} s, medians. Load average before: ${load()}.\n`);
  await reportRequests(stack, who, options);
  if (stack.pids === undefined) {
    console.log('\nWhat each stage costs is measured on a system of its own: leave --stack out.');
  } else {
    await reportStages(stack, who, options);
    await reportDockerAuth(process.env['DOCKER_AUTH'], stack, who, options);
  }
  console.log(`\nLoad average after: ${load()}.`);
} finally {
  await stack.close();
}
