import { expect, test } from 'vitest';

import { isSameClient } from './is-same-client.ts';

const SHARING = ['docker', 'buildkit-client', 'regclient/*'];

test.each([
  ['docker', 'docker', true],
  ['docker', 'buildkit-client', true],
  ['buildkit-client', 'regclient/regctl (v0.11.7)', true],
  ['regclient/regctl (v0.11.7)', 'regclient/regctl (v0.12.0)', true],
  ['my-tool', 'my-tool', true],
  ['', '', true],
  ['', 'docker', true],
  ['', 'my-tool', true],
  ['docker', '', false],
  ['docker', 'my-tool', false],
  ['my-tool', 'docker', false],
  ['my-tool', 'your-tool', false],
  ['my-tool', 'my-tool2', false],
  ['docker', 'docker2', false],
  ['docker', 'Docker', false],
  ['docker', 'regclient', false],
])('a refresh token of %j used by %j: %s', (issuedTo, asking, isSame) => {
  expect(isSameClient(issuedTo, asking, SHARING)).toBe(isSame);
});
