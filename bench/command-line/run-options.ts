import { type BenchmarkOptions, parseBenchmark, type ParsedBenchmark } from './benchmark-options.ts';

/** What a benchmark was called with; the process ends here when that is wrong, or asks for help. */
export function runOptions(
  benchmark: BenchmarkOptions,
  args: readonly string[] = process.argv.slice(2),
): Extract<ParsedBenchmark, { kind: 'run' }> {
  const parsed = parseBenchmark(benchmark, args);
  if (parsed.kind === 'run') return parsed;
  if (parsed.kind === 'help') console.log(benchmark.usage);
  else console.error(`${parsed.reason}\n\n${benchmark.usage}`);
  return process.exit(parsed.kind === 'help' ? 0 : 2);
}
