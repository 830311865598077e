import { randomBytes } from 'node:crypto';
import { expect, inject, test } from 'vitest';
import { eventually } from './eventually.ts';
import { sendAsAdmin } from './http/admin-api.ts';
import { REGISTRY_SERVICE, requestToken } from './http/token-request.ts';
import { siteOf } from './system/stack-schema.ts';

const stack = inject('stack');

// Of "correct horse", as `htpasswd -B` writes it.
const BCRYPT = '$2y$04$DvtorWjWHIRty0UVwxEgqez7MF8pNuRf/N5Pf64SPpY1XM4Y3akOe';

test('a user whose hash came from htpasswd signs in with the old password, before and after it was hashed anew', async () => {
  const username = `htpasswd-${randomBytes(4).toString('hex')}`;
  const url = new URL(`/v1/users/${username}`, siteOf(stack).authnHook);
  const created = await sendAsAdmin(stack, {
    method: 'PUT',
    url,
    scope: 'identity:default:write',
    body: { passwordHash: BCRYPT },
  });
  expect(created.status).toBe(201);
  const statusWith = async (password: string): Promise<number> => {
    const credentials = { username, password };
    return (await requestToken(stack, { service: REGISTRY_SERVICE, scopes: [], credentials })).status;
  };
  expect(await statusWith('correct horsf')).toBe(401);
  expect(await statusWith('correct horse')).toBe(200);
  // Another version of the document, though nobody wrote to it: the hash, behind the answer.
  const text = await eventually('the password is hashed anew', async () => {
    const read = await sendAsAdmin(stack, { method: 'GET', url, scope: 'identity:default:read' });
    return read.headers.get('etag') === created.headers.get('etag') ? undefined : await read.text();
  });
  expect(text).not.toContain('$2y$');
  expect(await statusWith('correct horse')).toBe(200);
  expect(await statusWith('correct horsf')).toBe(401);
});
