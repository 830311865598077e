import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { compilePolicyInSteps, policyDocumentSchema } from '@wharfinger/policy';
import { createDocument } from './create-engines.ts';
import { POLICY_SHAPES, type PolicyShape } from './policy-shapes.ts';

const MIB = 1024 * 1024;

setFlagsFromString('--expose-gc');
const collectGarbage: unknown = runInNewContext('gc');

function heapBytes(): number {
  if (typeof collectGarbage === 'function') collectGarbage();
  return process.memoryUsage().heapUsed;
}

function timed<T>(work: () => T): [T, number] {
  const before = performance.now();
  const result = work();
  return [result, performance.now() - before];
}

function compile(document: Parameters<typeof compilePolicyInSteps>[0]): { policy: unknown; longestMs: number } {
  const steps = compilePolicyInSteps(document);
  let longestMs = 0;
  for (;;) {
    const [step, ms] = timed(() => steps.next());
    longestMs = Math.max(longestMs, ms);
    if (step.done === true) return { policy: step.value, longestMs };
  }
}

/** In a function of its own, so that nothing of the document but its text is left. */
function writeDocument(shape: PolicyShape, bindings: number): Buffer {
  return Buffer.from(JSON.stringify(createDocument(shape, bindings)));
}

/** Processor time of this thread alone: what the stages take when nothing else runs, garbage collection's threads left out. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

function loadOnce(shape: PolicyShape, bindings: number): string {
  const json = writeDocument(shape, bindings);
  const bareBytes = heapBytes();
  const beforeCpuMs = cpuMs();
  const [value, parseMs] = timed((): unknown => JSON.parse(json.toString()));
  let stagesCpuMs = cpuMs() - beforeCpuMs;
  const documentBytes = heapBytes();
  const validateCpuMs = cpuMs();
  const [document, validateMs] = timed(() => policyDocumentSchema.parse(value));
  stagesCpuMs += cpuMs() - validateCpuMs;
  const validatedBytes = heapBytes();
  const compileCpuMs = cpuMs();
  const [{ policy, longestMs }, compileMs] = timed(() => compile(document));
  stagesCpuMs += cpuMs() - compileCpuMs;
  const compiledBytes = heapBytes();
  if (policy === undefined) throw new Error('There is no policy.');
  const mib = (bytes: number): string => (bytes / MIB).toFixed(0);
  const ms = [parseMs, validateMs, compileMs, stagesCpuMs, longestMs].map((each) => each.toFixed(0));
  const memory = [mib(documentBytes - bareBytes), mib(compiledBytes - validatedBytes)];
  return `| ${[shape.title, (json.length / MIB).toFixed(1), ...ms, ...memory].join(' | ')} |`;
}

/** What it takes to load one policy of each shape: time by stage, and the heap that stays. */
export function reportLoading(bindings: number): void {
  console.log(`\nLoading ${bindings} bindings:\n`);
  console.log(
    '| policy | document MiB | JSON.parse ms | validate ms | compile ms | CPU of all three ms | longest step ms | heap of the document MiB | heap of the compiled policy MiB |',
  );
  console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
  for (const shape of POLICY_SHAPES) console.log(loadOnce(shape, bindings));
}
