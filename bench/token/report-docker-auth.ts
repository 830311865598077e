import type { Credentials } from './create-account.ts';
import { type Measurement, measureLoad } from './measure-load.ts';
import { median } from './median.ts';
import type { OpenStack } from './open-stack.ts';
import { type DockerAuth, startDockerAuth } from './start-docker-auth.ts';
import { environmentOf } from './start-token-function.ts';

const CONCURRENCIES = [1, 16];
const WARM_UP_SECONDS = 2;
const PORT_OFFSETS = { static: 5, hooks: 6 };

/** docker_auth in the same minutes: users and rules in its file, and our hook scripts before authn-hook and authz. */
export async function reportDockerAuth(
  program: string | undefined,
  stack: OpenStack,
  who: Credentials,
  { runs, seconds }: { runs: number; seconds: number },
): Promise<void> {
  const tokenPid = stack.pids?.('token');
  if (program === undefined || program === '' || tokenPid === undefined) {
    console.log('\ndocker_auth is not measured: DOCKER_AUTH=<its binary> has it measured beside.');
    return;
  }
  const [callerSecret = ''] = ((await environmentOf(tokenPid))['WHARFINGER_CALLER_SECRET'] ?? '').split(',');
  const base = Number(new URL(stack.site.registry).port);
  console.log(
    "\n| docker_auth | concurrency | tokens per second | p50 ms | p99 ms | its CPU and its hooks', ms for a token |",
  );
  console.log('| --- | ---: | ---: | ---: | ---: | ---: |');
  for (const kind of ['static', 'hooks'] as const) {
    const port = base + PORT_OFFSETS[kind];
    const dockerAuth = await startDockerAuth(program, kind, { port, stack, who, callerSecret });
    try {
      for (const concurrency of CONCURRENCIES) await report(dockerAuth, concurrency, { runs, seconds });
    } finally {
      await dockerAuth.stop();
    }
  }
}

async function report(
  { load, cpuMs }: DockerAuth,
  concurrency: number,
  { runs, seconds }: { runs: number; seconds: number },
): Promise<void> {
  await measureLoad(load, concurrency, WARM_UP_SECONDS);
  const measured: (Measurement & { cpuMsPerToken: number })[] = [];
  for (let run = 0; run < runs; run += 1) {
    const beforeMs = await cpuMs();
    const one = await measureLoad(load, concurrency, seconds);
    measured.push({ ...one, cpuMsPerToken: ((await cpuMs()) - beforeMs) / one.count });
  }
  const of = (name: 'perSecond' | 'p50Ms' | 'p99Ms' | 'cpuMsPerToken', digits: number): string =>
    median(measured.map((each) => each[name])).toFixed(digits);
  const cells = [of('perSecond', 0), of('p50Ms', 1), of('p99Ms', 1), of('cpuMsPerToken', 1)];
  console.log(`| ${[load.title, concurrency, ...cells].join(' | ')} |`);
}
