import { expect, test } from 'vitest';

import { credentialVersion } from './credential-version.ts';

test.each([
  ['was never disabled', {}, 'a-version'],
  ['was disabled once', { generation: 1 }, 'a-version.1'],
  ['was disabled again', { generation: 12 }, 'a-version.12'],
])('the credential of a user who %s has a version of its own', (_title, user, expected) => {
  expect(credentialVersion(user, 'a-version')).toBe(expected);
});
