import { expect, test } from 'vitest';
import { formatSummary } from './summary.ts';

const site = {
  name: 'local',
  registry: 'http://localhost:20000',
  registryDirect: 'http://127.0.0.1:20001',
  token: 'http://127.0.0.1:20011',
  authnHook: 'http://127.0.0.1:20012',
  authz: 'http://127.0.0.1:20013',
  events: 'http://127.0.0.1:20014',
  audit: 'http://127.0.0.1:20015',
  gc: 'http://127.0.0.1:20016',
  s3: {
    endpoint: 'http://127.0.0.1:20020',
    region: 'us-east-1',
    accessKeyId: 'KEY',
    secretAccessKey: 'secret key',
    registryBucket: 'registry',
    controlBucket: 'control',
  },
};
const summary = (change: { wasPasswordShown?: boolean; store?: 'memstore' | 'bluestore' }) =>
  formatSummary({
    stack: { sites: [site], admin: { username: 'admin', password: 'correct horse' } },
    wasPasswordShown: false,
    store: 'memstore',
    stateDirectory: '.local',
    cranePath: '/crane',
    seconds: 3,
    ...change,
  });

test.each([
  [false, true],
  [true, false],
])('a password that was shown before (%s) is shown now: %s; the keys of the store never are', (was, isShown) => {
  const text = summary({ wasPasswordShown: was });

  expect(text.includes('correct horse')).toBe(isShown);
  expect(text).toContain('secrets.json');
  expect(text).not.toContain('secret key');
});

test.each([
  ['memstore', true],
  ['bluestore', false],
] as const)('with %s, that nothing is kept is said: %s', (store, isSaid) => {
  const text = summary({ store });

  expect(/starts empty each time.*--store bluestore/.test(text)).toBe(isSaid);
});
