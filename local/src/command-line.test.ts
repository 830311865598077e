import { expect, test } from 'vitest';
import { parseCommandLine } from './command-line.ts';

const defaults = { kind: 'run', portBase: 20_000, stateDirectory: '.local', store: 'memstore' };

test.each([
  [[], defaults],
  [['--port-base', '21000', '--state', '.local-two'], { ...defaults, portBase: 21_000, stateDirectory: '.local-two' }],
  [['--port-base=1024', '--store=bluestore'], { ...defaults, portBase: 1024, store: 'bluestore' }],
  [['--port-base', '65475'], { ...defaults, portBase: 65_475 }],
  [['--help'], { kind: 'help' }],
  [['-h', '--store', 'nonsense'], { kind: 'help' }],
])('%j', (args, expected) => {
  expect(parseCommandLine(args)).toStrictEqual(expected);
});

test.each([
  [['--port-base', '1023'], /--port-base/],
  [['--port-base', '65476'], /--port-base/],
  [['--port-base', '2e4'], /'2e4'/],
  [['--port-base', ''], /--port-base/],
  [['--port-base'], /--port-base/],
  [['--store', 'disk'], /memstore or bluestore, not 'disk'/],
  [['--state', ''], /--state/],
  [['--sites', '2'], /^Unknown option '--sites'\.$/],
  [['extra'], /^Unexpected argument 'extra'\.$/],
])('%j is refused by name', (args, reason) => {
  expect(parseCommandLine(args)).toStrictEqual({ kind: 'invalid', reason: expect.stringMatching(reason) });
});
