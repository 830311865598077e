import * as z from 'zod';

const OWN_PREFIX = 'WHARFINGER_';

export type EnvironmentProblem = { variable: string; problem: string };

export type ParsedEnvironment<T> =
  | { kind: 'ok'; value: T }
  | { kind: 'invalid'; problems: readonly EnvironmentProblem[] };

/** Names of the variables that a schema reads, sorted: what a README's table must list. */
export function environmentNames(schema: z.ZodType): string[] {
  return Object.keys(shapeOf(schema)).toSorted();
}

/** Reads the schema's variables; an empty one counts as absent, an unknown `WHARFINGER_*` is a problem. */
export function parseEnvironment<T>(
  schema: z.ZodType<T>,
  environment: Readonly<Record<string, string | undefined>>,
): ParsedEnvironment<T> {
  const known = environmentNames(schema);
  const unknown = Object.keys(environment)
    .filter((name) => name.startsWith(OWN_PREFIX) && !known.includes(name))
    .toSorted()
    .map((variable) => ({ variable, problem: unknownProblem(variable, known) }));
  const present = known.flatMap((name) => {
    const value = environment[name];
    return value === undefined || value === '' ? [] : [[name, value] as const];
  });
  const result = schema.safeParse(Object.fromEntries(present));
  if (result.success && unknown.length === 0) return { kind: 'ok', value: deepFreeze(result.data) };
  const invalid = (result.error?.issues ?? []).map((issue) => ({
    variable: String(issue.path[0] ?? 'environment'),
    problem: issueProblem(issue, Object.fromEntries(present)),
  }));
  return { kind: 'invalid', problems: [...invalid, ...unknown] };
}

/**
 * Reads the environment once, deep-frozen; on any problem writes all of them, one JSON line each, and ends the process
 * with 1. A value is never written.
 */
export function loadEnvironment<T>(schema: z.ZodType<T>, environment: Readonly<Record<string, string | undefined>>): T {
  const parsed = parseEnvironment(schema, environment);
  if (parsed.kind === 'ok') return parsed.value;
  for (const { variable, problem } of parsed.problems) {
    const line = { level: 'fatal', time: new Date().toISOString(), variable, problem, msg: `${variable} ${problem}` };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
  return process.exit(1);
}

function shapeOf(schema: z.core.$ZodType): Readonly<Record<string, z.core.$ZodType>> {
  if (schema instanceof z.ZodObject) return schema.shape;
  if (schema instanceof z.ZodPipe) return shapeOf(schema.in);
  throw new TypeError('An environment schema is a zod object, or one that a transform follows.');
}

function issueProblem(issue: z.core.$ZodIssue, present: Readonly<Record<string, unknown>>): string {
  const name = issue.path[0];
  if (typeof name === 'string' && !(name in present) && issue.code !== 'custom') return 'is required';
  return issue.message;
}

function unknownProblem(name: string, known: readonly string[]): string {
  const nearest = known
    .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .toSorted((left, right) => left.distance - right.distance)[0];
  const isNear = nearest !== undefined && nearest.distance <= Math.max(2, Math.floor(name.length / 4));
  return isNear ? `is unknown; did you mean ${nearest.candidate}?` : 'is unknown';
}

/** Levenshtein distance, a row at a time. */
function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [index, character] of Array.from(left).entries()) {
    let diagonal = row[0] ?? 0;
    const next = [index + 1];
    for (const [column, other] of Array.from(right).entries()) {
      const above = row[column + 1] ?? 0;
      next.push(Math.min(above + 1, (next[column] ?? 0) + 1, diagonal + (character === other ? 0 : 1)));
      diagonal = above;
    }
    row = next;
  }
  return row[right.length] ?? 0;
}

function deepFreeze<T>(value: T): T {
  if (Array.isArray(value) || isPlainObject(value)) {
    for (const inner of Object.values(value)) deepFreeze(inner);
    Object.freeze(value);
  }
  return value;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
