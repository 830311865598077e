import { readFile } from 'node:fs/promises';

import { Validator } from '@seriousme/openapi-schema-validator';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';

import { type AuthnClient, createAuthnClient } from '../authn-client.ts';
import { type AuthnServer, startAuthnServer } from '../authn-server.ts';
import { madeAccessKey, publicAccessKey } from './access-key-paths.ts';
import { openApiDocument } from './document.ts';
import { publicUser } from './user-paths.ts';

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

let server: AuthnServer;
let client: AuthnClient;

beforeEach(async () => {
  server = await startAuthnServer();
  client = createAuthnClient(server);
});

afterEach(() => server.close());

test('openapi.json is what the schemas say', async () => {
  const written: unknown = JSON.parse(await readFile(new URL('../../openapi.json', import.meta.url), 'utf8'));
  expect(written, 'renew it: npm run openapi -w @wharfinger/authn-hook-function').toEqual(asJson(openApiDocument()));
});

test('it is OpenAPI', async () => {
  const validator = new Validator();
  const document = z.record(z.string(), z.unknown()).parse(asJson(openApiDocument()));
  expect(await validator.validate(document)).toMatchObject({ valid: true });
  expect(validator.version).toBe('3.1');
});

test('every route of the administration is in openapi.json, and none that there is not', () => {
  const document = z
    .object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) })
    .parse(openApiDocument());
  const documented = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const routes = server.routes
    .filter(({ path }) => path.startsWith('/v1/') && path !== '/v1/authenticate')
    .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
  expect(documented.toSorted()).toEqual(routes.toSorted());
});

test('what is answered has the members that are documented, and no other', async () => {
  const created = await client.putUser('alice', { password: null, labels: { groups: ['a'] } });
  expect(publicUser.parse(await created.json())).toMatchObject({ account: 'alice' });
  const users = await client.read('/v1/users');
  expect(
    z.strictObject({ users: z.array(publicUser), broken: z.array(z.never()), next: z.null() }).parse(await users.json())
      .users,
  ).toHaveLength(1);
  const input = { name: 'ci', scopes: ['repository:a/**:pull'], expiresAt: null };
  const made = await client.write('POST', '/v1/users/alice/access-keys', input);
  expect(madeAccessKey.parse(await made.json())).toMatchObject(input);
  const keys = await client.read('/v1/users/alice/access-keys');
  const listed = z.strictObject({ accessKeys: z.array(publicAccessKey), next: z.null() }).parse(await keys.json());
  expect(listed.accessKeys).toHaveLength(1);
});
