import { expect, test } from 'vitest';

import { fakeRequest } from '../test/fake-request.ts';
import { requireCaller } from './require-caller.ts';
import { json } from './responses.ts';
import { Secret } from './secret.ts';

const NEW = 'new-secret-of-the-caller';
const OLD = 'old-secret-of-the-caller';
const handler = requireCaller([new Secret(NEW), new Secret(OLD)], () => json(200, {}));

test.each([
  ['the secret', `Bearer ${NEW}`],
  ['the secret that is being rotated out', `Bearer ${OLD}`],
  ['a scheme in lower case', `bearer ${NEW}`],
  ['more than one blank after the scheme', `Bearer   ${NEW}`],
])('%s lets in', async (_title, authorization) => {
  expect(await handler(fakeRequest({ headers: { authorization } }))).toMatchObject({ status: 200 });
});

test.each([
  ['no header', undefined],
  ['an empty header', ''],
  ['no secret', 'Bearer '],
  ['another secret', 'Bearer another-secret-of-the-caller'],
  ['a prefix of the secret', `Bearer ${NEW.slice(0, -1)}`],
  ['the secret and more', `Bearer ${NEW}x`],
  ['both secrets', `Bearer ${NEW},${OLD}`],
  ['another scheme', `Basic ${NEW}`],
  ['no scheme', NEW],
])('%s is refused with a challenge', async (_title, authorization) => {
  const response = await handler(fakeRequest({ headers: { authorization } }));
  expect(response).toMatchObject({
    status: 401,
    headers: { 'www-authenticate': 'Bearer realm="caller"', 'content-type': 'application/problem+json' },
  });
  expect(JSON.stringify(response)).not.toContain(NEW);
});

test.each([
  ['no secret', []],
  ['an empty secret', [new Secret(NEW), new Secret('')]],
])('%s to compare with is a mistake of the wiring', (_title, secrets) => {
  expect(() => requireCaller(secrets, () => json(200, {}))).toThrow(RangeError);
});
