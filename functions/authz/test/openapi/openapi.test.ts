import { readFile } from 'node:fs/promises';

import { Validator } from '@seriousme/openapi-schema-validator';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';

import { ask, DEPLOYER, DEV, EMPTY, FREEZE, ifMatch } from '../policy-client.ts';
import { type RunningAuthz, startAuthz } from '../start-authz.ts';
import { openApiDocument } from './document.ts';
import { readRevision, revisionsPage, triedPolicy, writtenPolicy } from './policy-paths.ts';
import { explained, simulated, whoCanAnswer } from './question-paths.ts';
import { deletedRule, KINDS, rulesPage, triedRule, writtenRule } from './rule-paths.ts';
import { policy } from './shared-schemas.ts';

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

let authz: RunningAuthz;

beforeEach(async () => {
  authz = await startAuthz(['registry.example']);
});

afterEach(() => authz.stop());

test('openapi.json is what the schemas say', async () => {
  const written: unknown = JSON.parse(await readFile(new URL('../../openapi.json', import.meta.url), 'utf8'));
  expect(written, 'renew it: npm run openapi -w @wharfinger/authz-function').toEqual(asJson(openApiDocument()));
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
  const routes = authz.routes
    .filter(({ path }) => path.startsWith('/v1/') && path !== '/v1/authorize')
    .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
  expect(documented.toSorted()).toEqual(routes.toSorted());
});

test('what is answered of the policy has the members that are documented, and no other', async () => {
  const ended = { ...DEV, notAfter: '2020-01-01T00:00:00Z' };
  const body = { ...EMPTY, bindings: [ended], denials: [FREEZE], roles: { deployer: DEPLOYER } };
  const tried = await ask(authz, 'PUT', '/v1/policy?dryRun=true', { body });
  expect(triedPolicy.parse(tried.body)).toMatchObject({ revision: 0, isDryRun: true });
  const written = await ask(authz, 'PUT', '/v1/policy?reason=First', { body });
  expect(writtenPolicy.parse(written.body)).toMatchObject({ revision: 1 });
  expect(policy.parse((await ask(authz, 'GET', '/v1/policy')).body)).toEqual(body);
  const restored = await ask(authz, 'POST', '/v1/revisions/0/restore');
  expect(writtenPolicy.parse(restored.body)).toMatchObject({ revision: 2 });
  expect(revisionsPage.parse((await ask(authz, 'GET', '/v1/revisions')).body)).toMatchObject({ next: null });
  expect(readRevision.parse((await ask(authz, 'GET', '/v1/revisions/2')).body)).toMatchObject({ restored: 0 });
});

test.each(KINDS)('and so has what is answered of $kind', async (kind) => {
  const rules = { roles: { ...DEPLOYER, name: 'deployer' }, bindings: DEV, denials: FREEZE };
  const rule = rules[kind.kind];
  const path = `/v1/${kind.kind}/${'id' in rule ? rule.id : rule.name}`;
  expect(kind.input.parse(rule)).toEqual(rule);
  const written = await ask(authz, 'PUT', path, { body: rule });
  expect(writtenRule(kind).parse(written.body)).toMatchObject({ revision: 1, isChanged: true });
  expect(kind.stored.parse((await ask(authz, 'GET', path)).body)).toEqual(rule);
  expect(rulesPage(kind).parse((await ask(authz, 'GET', `/v1/${kind.kind}`)).body)).toMatchObject({ revision: 1 });
  const replaced = await ask(authz, 'PUT', `${path}?dryRun=true`, { body: rule });
  expect(triedRule(kind).parse(replaced.body)).toMatchObject({ isChanged: false });
  const tried = await ask(authz, 'DELETE', `${path}?dryRun=true`, ifMatch(written.etag));
  expect(triedRule(kind).parse(tried.body)).toMatchObject({ isDryRun: true, diff: [{ kind: 'removed' }] });
  const deleted = await ask(authz, 'DELETE', path, ifMatch(written.etag));
  expect(deletedRule.parse(deleted.body)).toEqual({ revision: 2 });
});

test('and so has what is answered to questions', async () => {
  await ask(authz, 'PUT', '/v1/policy', { body: { ...EMPTY, bindings: [DEV], denials: [FREEZE] } });
  const asked = { account: 'alice', scope: 'repository:team/app:push' };
  const explanation = await ask(authz, 'POST', '/v1/explain', { body: asked });
  expect(explained.parse(explanation.body)).toMatchObject({ granted: [] });
  const whoCan = await ask(authz, 'GET', '/v1/who-can?name=prod/app&action=push');
  expect(whoCanAnswer.parse(whoCan.body)).toMatchObject({ isDeniedToAll: true });
  const draft = { ...EMPTY, bindings: [{ ...DEV, subjects: [{ kind: 'everyone' }] }] };
  const simulation = await ask(authz, 'POST', '/v1/simulate', { body: { policy: draft, requests: [asked] } });
  expect(simulated.parse(simulation.body)).toMatchObject({ totals: { changed: 1 }, record: null });
});
