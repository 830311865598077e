import { percentile } from './report-decisions.ts';
import { startDockerAuthAcl } from './start-docker-auth-acl.ts';

const WARM_UP_REQUESTS = 20;

/** docker_auth's static ACL of as many entries; a decision is a whole request for a token, one after the other. */
export async function reportDockerAuthAcl(
  program: string | undefined,
  sizes: readonly number[],
  { port, seconds }: { port: number; seconds: number },
): Promise<void> {
  if (program === undefined || program === '') {
    console.log('\ndocker_auth is not measured: DOCKER_AUTH=<its binary> has it measured beside.');
    return;
  }
  console.log('\nA whole request for a token over HTTP, on one kept connection, signing included:\n');
  console.log('| docker_auth, ACL entries | tokens per second | p50 ms | p99 ms | tokens |');
  console.log('| ---: | ---: | ---: | ---: | ---: |');
  for (const entries of sizes) {
    const { url, stop } = await startDockerAuthAcl(program, port, entries);
    try {
      const latenciesMs: number[] = [];
      for (let count = 0; count < WARM_UP_REQUESTS; count += 1) await request(url(count * 7919));
      const until = performance.now() + seconds * 1000;
      for (let count = 0; performance.now() < until; count += 1) {
        const before = performance.now();
        await request(url(count * 7919));
        latenciesMs.push(performance.now() - before);
      }
      const sorted = Float64Array.from(latenciesMs).toSorted();
      const perSecond = (1000 * sorted.length) / sorted.reduce((sum, ms) => sum + ms, 0);
      const ms = [0.5, 0.99].map((share) => percentile(sorted, share).toFixed(1));
      console.log(`| ${[entries, perSecond.toFixed(0), ...ms, sorted.length].join(' | ')} |`);
    } finally {
      await stop();
    }
  }
}

/** Fails unless the token has the scope that was asked for. */
async function request(url: URL): Promise<void> {
  const answer = await fetch(url);
  const body = await answer.text();
  const [, payload = ''] = /"token":"[^."]+\.([^."]+)\./.exec(body) ?? [];
  if (!answer.ok || !Buffer.from(payload, 'base64url').toString().includes('"pull"')) {
    throw new Error(`docker_auth answered ${answer.status} to ${url.search}.`);
  }
}
