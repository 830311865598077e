import { parseArgs, type ParseArgsConfig } from 'node:util';

type Bounds = { min: number; max: number; isWhole?: boolean };

/** What a benchmark measures and takes. */
export type BenchmarkOptions = {
  /** What `--help` prints. */
  usage: string;
  options: NonNullable<ParseArgsConfig['options']>;
  /** Numbers among the options, and their bounds. */
  numbers: Readonly<Record<string, Bounds>>;
};

export type ParsedBenchmark =
  | { kind: 'help' }
  | { kind: 'invalid'; reason: string }
  | { kind: 'run'; numbers: Readonly<Record<string, number>>; texts: Readonly<Record<string, readonly string[]>> };

/** Parses the arguments of a benchmark. */
export function parseBenchmark({ options, numbers }: BenchmarkOptions, args: readonly string[]): ParsedBenchmark {
  const values = parseValues(options, args);
  if (typeof values === 'string') return { kind: 'invalid', reason: values };
  if (values['help'] === true) return { kind: 'help' };
  const parsed: Record<string, number> = {};
  for (const [name, bounds] of Object.entries(numbers)) {
    const value = parseNumber(String(values[name]), bounds);
    if (value === undefined) {
      const kind = bounds.isWhole === true ? 'a whole number' : 'a number';
      const reason = `--${name} must be ${kind} from ${bounds.min} to ${bounds.max}, not ${String(values[name])}.`;
      return { kind: 'invalid', reason };
    }
    parsed[name] = value;
  }
  const texts = Object.entries(values).map(([name, value]) => [name, [value].flat().map(String)] as const);
  return { kind: 'run', numbers: parsed, texts: Object.fromEntries(texts) };
}

/** The values by option, or what is wrong. */
function parseValues(options: BenchmarkOptions['options'], args: readonly string[]): Record<string, unknown> | string {
  try {
    return parseArgs({ args: [...args], options: { ...options, help: { type: 'boolean', short: 'h' } } }).values;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return `${message.split('. ')[0]?.replace(/\.$/, '') ?? message}.`;
  }
}

function parseNumber(text: string, { min, max, isWhole = false }: Bounds): number | undefined {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  return value >= min && value <= max && (!isWhole || Number.isInteger(value)) ? value : undefined;
}
