import { expect, test } from 'vitest';
import * as z from 'zod';

import { kitEnvironment, kitSettingsFrom } from './kit-environment.ts';
import { environmentNames, parseEnvironment } from './load-environment.ts';
import { Secret } from './secret.ts';
import {
  booleanVariable,
  httpUrlVariable,
  integerVariable,
  listVariable,
  secretListVariable,
  secretVariable,
} from './variables.ts';

const schema = z.object({
  ...kitEnvironment,
  K_SINK: z.string(),
  WHARFINGER_TTL_SECONDS: integerVariable({ min: 60, max: 3600 }).default(300),
  WHARFINGER_SERVICES: listVariable,
  WHARFINGER_CALLER_SECRET: secretListVariable,
  WHARFINGER_URL: httpUrlVariable.optional(),
  WHARFINGER_STRICT: booleanVariable.default(false),
  WHARFINGER_KEY: secretVariable.optional(),
});
const VALID = { K_SINK: 'x', WHARFINGER_SERVICES: 'a, b', WHARFINGER_CALLER_SECRET: '0123456789abcdef' };

/** The problems by variable. */
function problemsOf(environment: Record<string, string | undefined>): Record<string, string> {
  const parsed = parseEnvironment(schema, environment);
  if (parsed.kind === 'ok') return {};
  return Object.fromEntries(parsed.problems.map(({ variable, problem }) => [variable, problem]));
}

test('defaults stand where nothing is set', () => {
  const parsed = parseEnvironment(schema, VALID);
  expect(parsed).toMatchObject({
    kind: 'ok',
    value: { PORT: 8080, WHARFINGER_TTL_SECONDS: 300, WHARFINGER_STRICT: false },
  });
});

test('the kit gets its settings by its own names', () => {
  const parsed = parseEnvironment(z.object(kitEnvironment), { PORT: '0', WHARFINGER_LOG_LEVEL: 'debug' });
  expect(parsed.kind === 'ok' && kitSettingsFrom(parsed.value)).toEqual({
    port: 0,
    listenAddress: '0.0.0.0',
    logLevel: 'debug',
    trustedProxyHops: 1,
    drainSeconds: 25,
  });
});

test('an empty variable counts as absent', () => {
  expect(problemsOf({ ...VALID, PORT: '', WHARFINGER_KEY: '' })).toEqual({});
  expect(problemsOf({ ...VALID, K_SINK: '' })).toEqual({ K_SINK: 'is required' });
});

test('every problem is named at once', () => {
  const problems = problemsOf({
    PORT: 'x',
    WHARFINGER_CALLER_SECRET: 'short',
    WHARFINGER_TTL: '1',
    WHARFINGER_URL: 'ftp://x',
  });
  expect(Object.keys(problems).toSorted()).toEqual([
    'K_SINK',
    'PORT',
    'WHARFINGER_CALLER_SECRET',
    'WHARFINGER_SERVICES',
    'WHARFINGER_TTL',
    'WHARFINGER_URL',
  ]);
});

test('a problem never shows the value', () => {
  const environment = {
    ...VALID,
    WHARFINGER_CALLER_SECRET: 'hunter2',
    WHARFINGER_KEY: 'hunter2',
    WHARFINGER_URL: 'hunter2',
  };
  expect(JSON.stringify(parseEnvironment(schema, environment))).not.toContain('hunter2');
});

test.each([
  ['WHARFINGER_SERVICE', 'is unknown; did you mean WHARFINGER_SERVICES?'],
  ['WHARFINGER_CALER_SECRET', 'is unknown; did you mean WHARFINGER_CALLER_SECRET?'],
  ['WHARFINGER_TTL_SECOND', 'is unknown; did you mean WHARFINGER_TTL_SECONDS?'],
  ['WHARFINGER_SOMETHING_ELSE_ALTOGETHER', 'is unknown'],
])('%s %s', (name, problem) => {
  expect(problemsOf({ ...VALID, [name]: 'x' })).toEqual({ [name]: problem });
});

test('what is not ours may be there', () => {
  expect(problemsOf({ ...VALID, PATH: '/bin', K_SERVICE: 'token', WHARF: 'x' })).toEqual({});
});

test.each([
  ['PORT', '65536'],
  ['PORT', '80.5'],
  ['PORT', '0x50'],
  ['PORT', ' 80'],
  ['WHARFINGER_LISTEN_ADDRESS', 'eth0'],
  ['WHARFINGER_LOG_LEVEL', 'loud'],
  ['WHARFINGER_TRUSTED_PROXY_HOPS', '-1'],
  ['WHARFINGER_DRAIN_SECONDS', 'Infinity'],
  ['WHARFINGER_TTL_SECONDS', '59'],
  ['WHARFINGER_SERVICES', 'a,,b'],
  ['WHARFINGER_CALLER_SECRET', '0123456789abcdef,short'],
  ['WHARFINGER_URL', 'https://alice:pw@registry.example/'],
  ['WHARFINGER_URL', 'https://registry.example/#x'],
  ['WHARFINGER_STRICT', '1'],
])('%s=%s is refused', (name, value) => {
  expect(Object.keys(problemsOf({ ...VALID, [name]: value }))).toEqual([name]);
});

test('a list loses the blanks around its entries, and secrets are wrapped', () => {
  const parsed = parseEnvironment(schema, { ...VALID, WHARFINGER_CALLER_SECRET: '0123456789abcdef, fedcba9876543210' });
  expect(parsed.kind === 'ok' && parsed.value.WHARFINGER_SERVICES).toEqual(['a', 'b']);
  expect(parsed.kind === 'ok' && parsed.value.WHARFINGER_CALLER_SECRET.map((secret) => secret.reveal())).toEqual([
    '0123456789abcdef',
    'fedcba9876543210',
  ]);
});

test('the result is frozen all the way down', () => {
  const nested = z
    .object({ WHARFINGER_SERVICES: listVariable })
    .transform((flat) => ({ deep: { services: flat.WHARFINGER_SERVICES } }));
  const parsed = parseEnvironment(nested, { WHARFINGER_SERVICES: 'a' });
  expect(parsed).toEqual({ kind: 'ok', value: { deep: { services: ['a'] } } });
  const value = parsed.kind === 'ok' ? parsed.value : undefined;
  expect([value, value?.deep, value?.deep.services].every((part) => Object.isFrozen(part))).toBe(true);
});

test('names are read through a transform and a check', () => {
  const wrapped = z
    .object({ B: z.string(), A: z.string() })
    .refine(() => true)
    .transform((flat) => flat.A);
  expect(environmentNames(wrapped)).toEqual(['A', 'B']);
});

test('a schema without an object is a mistake of the wiring', () => {
  expect(() => environmentNames(z.string())).toThrow(TypeError);
});

test('a check over several variables keeps its own words', () => {
  const pair = z.object({ A: z.string().optional(), B: z.string().optional() }).refine((flat) => flat.A === flat.B, {
    message: 'needs A as well',
    path: ['B'],
  });
  expect(parseEnvironment(pair, { A: 'x' })).toEqual({
    kind: 'invalid',
    problems: [{ variable: 'B', problem: 'needs A as well' }],
  });
});

test('a secret that is wrapped is encoded again only on purpose', () => {
  expect(secretVariable.safeParse('0123456789abcdef').data).toBeInstanceOf(Secret);
  expect(z.encode(secretVariable, new Secret('0123456789abcdef'))).toBe('0123456789abcdef');
});
