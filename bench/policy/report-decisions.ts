import { compilePolicy } from '@wharfinger/policy';
import { createCasbin, createDocument, createOurs, QUESTIONS } from './create-engines.ts';
import { type Decide, type Latencies, measureDecisions } from './measure-decisions.ts';
import { POLICY_SHAPES, type PolicyShape } from './policy-shapes.ts';

/** The time of a line in pieces, so that both engines meet the same load of the machine. */
const TURNS = 4;
const WARM_UP_MS = 200;

/** The smallest value that is not below the given share of all. */
export function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

function cells(latencies: Latencies): string[] {
  const sorted = Float64Array.from(latencies).toSorted();
  const meanNs = latencies.reduce((sum, ns) => sum + ns, 0) / latencies.length;
  const microseconds = (share: number): string => (percentile(sorted, share) / 1000).toFixed(1);
  return [(1e9 / meanNs).toFixed(0), microseconds(0.5), microseconds(0.99), String(latencies.length)];
}

async function createEngines(shape: PolicyShape, bindings: number): Promise<[string, Decide][]> {
  const compilation = compilePolicy(createDocument(shape, bindings));
  if (compilation.kind === 'invalid') throw new Error(JSON.stringify(compilation.problems));
  return [
    ['wharfinger', createOurs(shape, bindings, compilation.value)],
    ['casbin', await createCasbin(shape, bindings)],
  ];
}

/** A line for each engine, of each shape and size. */
export async function reportDecisions(sizes: readonly number[], seconds: number): Promise<void> {
  console.log('| policy | bindings | | decisions per second | p50 µs | p99 µs | decisions |');
  console.log('| --- | ---: | --- | ---: | ---: | ---: | ---: |');
  for (const shape of POLICY_SHAPES) {
    for (const bindings of sizes) {
      const engines = await createEngines(shape, bindings);
      const latencies = engines.map((): Latencies => []);
      for (const [, decide] of engines) measureDecisions(decide, QUESTIONS, WARM_UP_MS, []);
      for (let turn = 0; turn < TURNS; turn += 1) {
        for (const [at, [, decide]] of engines.entries()) {
          measureDecisions(decide, QUESTIONS, (seconds * 1000) / TURNS, latencies[at] ?? []);
        }
      }
      for (const [at, [engine]] of engines.entries()) {
        console.log(`| ${[shape.title, bindings, engine, ...cells(latencies[at] ?? [])].join(' | ')} |`);
      }
    }
  }
}
