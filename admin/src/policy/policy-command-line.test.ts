import { expect, test } from 'vitest';

import { parsePolicyCommandLine } from './policy-command-line.ts';

test.each([
  [[], 'nothing'],
  [['--help'], 'help'],
  [['frobnicate'], 'invalid'],
  [['show', '--days', '1'], 'invalid'],
  [['show', 'x'], 'invalid'],
  [['import'], 'invalid'],
  [['import', 'a', '--offline'], 'invalid'],
  [['apply'], 'invalid'],
  [['apply', '-', '--username', 'a'], 'invalid'],
  [['explain', 'a', 'pull'], 'invalid'],
  [['explain', 'a', 'pull', 'b', '--label', 'x'], 'invalid'],
  [['who-can', 'pull'], 'invalid'],
  [['simulate', 'f', '--days', '91'], 'invalid'],
  [['history', '--limit', '0'], 'invalid'],
  [['history', '--limit', '501'], 'invalid'],
  [['diff', 'x'], 'invalid'],
  [['restore'], 'invalid'],
  [['show', '--nonsense'], 'invalid'],
  [['show', '--authz-url', 'http://a'], 'invalid'],
  [['show', '--authn-url', 'ftp://a', '--authz-url', 'http://a', '--token-url', 'http://a'], 'invalid'],
])('%j is %s', (args, kind) => {
  expect(parsePolicyCommandLine(args, {}).kind).toBe(kind);
});
