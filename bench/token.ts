// npm run bench -- token
import { availableParallelism, cpus, loadavg } from 'node:os';
import { runOptions } from './command-line/run-options.ts';
import { TOKEN_OPTIONS } from './command-line/token-options.ts';
import { createAccount } from './token/create-account.ts';
import { openStack } from './token/open-stack.ts';
import { reportDockerAuth } from './token/report-docker-auth.ts';
import { reportRequests } from './token/report-requests.ts';
import { reportStages } from './token/report-stages.ts';

const { numbers, texts } = runOptions(TOKEN_OPTIONS);
const { seconds = 0, runs = 0, 'port-base': portBase = 0 } = numbers;
const options = { seconds, runs };
const load = (): string => (loadavg()[0] ?? Number.NaN).toFixed(1);
const stack = await openStack(texts['stack']?.[0], portBase);
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
