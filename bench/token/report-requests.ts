import type { Credentials } from './create-account.ts';
import { type Load, type Measurement, measureLoad } from './measure-load.ts';
import { median } from './median.ts';
import type { OpenStack } from './open-stack.ts';
import { CREDENTIAL_KINDS, tokenLoad } from './token-loads.ts';

const WARM_UP_SECONDS = 2;
const CONCURRENCIES = [1, 16];

type Line = { load: Load; concurrency: number; measured: Measurement[] };

/** Tokens per second and latency, for each credential and place; the lines take turns. */
export async function reportRequests(
  { site }: OpenStack,
  who: Credentials,
  { runs, seconds }: { runs: number; seconds: number },
): Promise<void> {
  const places = [
    ['token function', site.token],
    ['through the edge', site.registry],
  ] as const;
  const lines = CREDENTIAL_KINDS.flatMap((kind) =>
    places.flatMap(([place, origin]) =>
      CONCURRENCIES.map((concurrency): Line => {
        const load = tokenLoad(kind, who, origin);
        return { load: { ...load, title: `${kind}, ${place}` }, concurrency, measured: [] };
      }),
    ),
  );
  for (const { load, concurrency } of lines) await measureLoad(load, concurrency, WARM_UP_SECONDS);
  for (let run = 0; run < runs; run += 1) {
    for (const line of lines) line.measured.push(await measureLoad(line.load, line.concurrency, seconds));
  }
  console.log('| request | concurrency | tokens per second | p50 ms | p99 ms |');
  console.log('| --- | ---: | ---: | ---: | ---: |');
  for (const { load, concurrency, measured } of lines) {
    const cells = [
      median(measured.map(({ perSecond }) => perSecond)).toFixed(0),
      median(measured.map(({ p50Ms }) => p50Ms)).toFixed(1),
      median(measured.map(({ p99Ms }) => p99Ms)).toFixed(1),
    ];
    console.log(`| ${[load.title, concurrency, ...cells].join(' | ')} |`);
  }
}
