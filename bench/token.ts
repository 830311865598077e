// npm run bench -- token [--seconds N] [--stack FILE | --port-base N]
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { measureLoad } from './token/measure-load.ts';
import type { Load } from './token/measure-load.ts';
import { openStack } from './token/open-stack.ts';

const WARM_UP_SECONDS = 3;
const CONCURRENCIES = [1, 16];

const { values } = parseArgs({
  options: {
    stack: { type: 'string' },
    'port-base': { type: 'string', default: '23000' },
    seconds: { type: 'string', default: '10' },
  },
});
const seconds = Number(values.seconds);
if (!Number.isFinite(seconds) || seconds < 1 || seconds > 60) {
  console.error(`--seconds must be a number from 1 to 60, not ${values.seconds}.`);
  process.exit(2);
}

const stack = await openStack(values.stack, Number(values['port-base']));
try {
  const { username, password } = stack.admin;
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const own = `?service=registry.local&scope=repository:${username}/app:pull,push`;
  const open = '?service=registry.local&scope=repository:public/app:pull';
  const loads: readonly Load[] = [
    { title: 'password, token function', url: new URL(`/auth/token${own}`, stack.token), headers: { authorization } },
    { title: 'password, through the edge', url: new URL(`/auth/token${own}`, stack.edge), headers: { authorization } },
    { title: 'anonymous, token function', url: new URL(`/auth/token${open}`, stack.token), headers: {} },
    { title: 'anonymous, through the edge', url: new URL(`/auth/token${open}`, stack.edge), headers: {} },
  ];

  console.log(`Node ${process.version}, ${availableParallelism()} cores, ${seconds} s for each line.\n`);
  console.log('| request | concurrency | tokens per second | p50 ms | p99 ms |');
  console.log('| --- | ---: | ---: | ---: | ---: |');
  for (const load of loads) {
    for (const concurrency of CONCURRENCIES) {
      await measureLoad(load, concurrency, WARM_UP_SECONDS);
      const { perSecond, p50Ms, p99Ms } = await measureLoad(load, concurrency, seconds);
      console.log(
        `| ${load.title} | ${concurrency} | ${perSecond.toFixed(1)} | ${p50Ms.toFixed(1)} | ${p99Ms.toFixed(1)} |`,
      );
    }
  }
} finally {
  await stack.close();
}
