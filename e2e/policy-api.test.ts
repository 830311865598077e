import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { startSystem } from '@wharfinger/local';
import type { System } from '@wharfinger/local';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createCrane } from './clients/crane.ts';
import { CommandError } from './clients/run-command.ts';
import { withTool } from './clients/with-tool.ts';
import { eventually } from './eventually.ts';
import { createAccount } from './http/admin-api.ts';
import { waitForDecisions } from './http/decisions.ts';
import { fetchRecordPages } from './http/record-pages.ts';
import { grantedActions, sendPolicy } from './http/policy-api.ts';
import { buildImage } from './images/image.ts';
import { findFreePortBase } from './system/free-port-base.ts';
import { siteOf } from './system/stack-schema.ts';
import type { Stack } from './system/stack-schema.ts';
import { createStateDirectory, removeStateDirectory } from './system/state-directory.ts';

const IN_FORCE_MS = 5_000;

const policyEventSchema = z.looseObject({ type: z.string(), subject: z.string(), actor: z.string().optional() });
const revisionsSchema = z.looseObject({ revisions: z.array(z.looseObject({ number: z.number() })) });

const started: { system: System; stateDirectory: string }[] = [];
let stack: Stack;

beforeAll(async () => {
  const stateDirectory = await createStateDirectory();
  const portBase = await findFreePortBase();
  const system = await startSystem({ stateDirectory, portBase, store: 'memstore', log: () => undefined });
  started.push({ system, stateDirectory });
  stack = system.stack;
});

afterAll(async () => {
  for (const { system, stateDirectory } of started) {
    await system.stop();
    await removeStateDirectory(stateDirectory);
  }
});

/** What somebody does who has the bucket's keys and an editor. */
async function writeByHand(body: string): Promise<void> {
  const { endpoint, region, accessKeyId, secretAccessKey, controlBucket: Bucket } = siteOf(stack).s3;
  const client = new S3Client({
    endpoint,
    region,
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
  });
  await client.send(new PutObjectCommand({ Bucket, Key: 'policy/policy.json', Body: body }));
  client.destroy();
}

async function logOfAuthz(): Promise<string> {
  const [{ stateDirectory } = { stateDirectory: '' }] = started;
  return await readFile(path.join(stateDirectory, 'log', 'authz.log'), 'utf8');
}

async function readiness(): Promise<{ status: number; text: string }> {
  const answer = await fetch(new URL('/readyz', siteOf(stack).authz), { signal: AbortSignal.timeout(10_000) });
  return { status: answer.status, text: await answer.text() };
}

function readerOf(name: string): object {
  return { permissions: [{ type: 'repository', name, actions: ['pull'] }] };
}

function bindingFor(account: string, names: string[]): object {
  return { role: 'writer', subjects: [{ kind: 'account', account }], names };
}

test('a binding lets crane push within five seconds, a denial ends it, and restoring the revision before gives it back', async () => {
  await withTool(stack, createCrane, async ({ account, push }) => {
    const { username } = account;
    const repository = `shop-${username}/app`;
    await expect(push(buildImage({ seed: 'not yet' }), repository, 'v0')).rejects.toThrow(CommandError);

    const bound = await sendPolicy(stack, 'PUT', `/v1/bindings/shop-${username}?reason=a%20new%20shop`, {
      body: bindingFor(username, [`shop-${username}/**`]),
    });
    expect(bound).toMatchObject({ status: 201, body: { isChanged: true, warnings: [] } });
    let pushes = 0;
    /** Whether crane can push, as it does: with a token for both pulling and pushing. */
    const isPushed = async (): Promise<boolean> => {
      pushes += 1;
      const pushed = push(buildImage({ seed: `image ${pushes}` }), repository, `v${pushes}`);
      return await pushed.then(
        () => true,
        (error: unknown) => {
          if (error instanceof CommandError) return false;
          throw error;
        },
      );
    };
    const within = { timeoutMs: IN_FORCE_MS };
    await eventually('crane pushes', async () => (await isPushed()) || undefined, within);

    const permissions = [{ type: 'repository', name: `shop-${username}/**`, actions: ['push', 'delete'] }];
    const denied = await sendPolicy(stack, 'PUT', `/v1/denials/freeze-${username}?reason=frozen`, {
      body: { subjects: [{ kind: 'everyone' }], permissions },
    });
    expect(denied).toMatchObject({ status: 201, body: { revision: expect.any(Number) } });
    await eventually('crane is refused', async () => !(await isPushed()) || undefined, within);

    const before = Number(denied.body['revision']) - 1;
    const history = await sendPolicy(stack, 'GET', '/v1/revisions?limit=2');
    expect(history.body['revisions']).toMatchObject([
      {
        number: before + 1,
        author: stack.admin.username,
        reason: 'frozen',
        changes: { added: [`denials/freeze-${username}`] },
      },
      { number: before, reason: 'a new shop', changes: { added: [`bindings/shop-${username}`] } },
    ]);
    const restored = await sendPolicy(stack, 'POST', `/v1/revisions/${before}/restore?reason=thawed`);
    expect(restored).toMatchObject({ status: 200, body: { revision: before + 2, isChanged: true } });
    await eventually('crane pushes again', async () => (await isPushed()) || undefined, within);
  });
});

test('explain names the rule that decided and the condition that another failed; who-can names whom it lets in', async () => {
  const { username } = await createAccount(stack, 'erin');
  const names = [`lab-${username}/**`];
  const body = { ...bindingFor(username, names), cidrs: ['192.0.2.0/24'] };
  expect((await sendPolicy(stack, 'PUT', `/v1/bindings/lab-${username}`, { body })).status).toBe(201);

  const asked = { account: username, scope: `repository:lab-${username}/app:push`, address: '203.0.113.9' };
  const outside = await sendPolicy(stack, 'POST', '/v1/explain', { body: asked });
  const missed = {
    rule: `lab-${username}`,
    kind: 'binding',
    failed: [{ condition: 'cidrs', message: expect.any(String) }],
  };
  const near = expect.arrayContaining([missed]);
  expect(outside).toMatchObject({
    status: 200,
    body: { granted: [], rule: null, actions: [{ action: 'push', outcome: 'not-granted', near }] },
  });
  const inside = await sendPolicy(stack, 'POST', '/v1/explain', { body: { ...asked, address: '192.0.2.7' } });
  expect(inside).toMatchObject({
    status: 200,
    body: { granted: ['push'], rule: `lab-${username}`, actions: [{ outcome: 'granted', rule: `lab-${username}` }] },
  });

  const query = new URLSearchParams({ name: `lab-${username}/app`, action: 'push' });
  const who = await sendPolicy(stack, 'GET', `/v1/who-can?${query.toString()}`);
  expect(who).toMatchObject({ status: 200, body: { grantedTotal: expect.any(Number) } });
  expect(who.body['granted']).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        rule: `lab-${username}`,
        callers: { kind: 'account', account: username, labels: [] },
        conditions: { cidrs: ['192.0.2.0/24'] },
      }),
    ]),
  );
});

test('of two administrators who edit the same version, the second is told who was first, with what', async () => {
  const other = await createAccount(stack, 'olga', { groups: ['administrators'] });
  const { etag, body: document } = await sendPolicy(stack, 'GET', '/v1/policy');
  const first = await sendPolicy(stack, 'PUT', '/v1/policy?reason=mine%20first', {
    body: { ...document, roles: { ...Object(document['roles']), first: readerOf('first/**') } },
    ifMatch: etag,
    credentials: other,
  });
  expect(first.status).toBe(200);
  const second = await sendPolicy(stack, 'PUT', '/v1/policy', {
    body: { ...document, roles: { ...Object(document['roles']), second: readerOf('second/**') } },
    ifMatch: etag,
  });
  expect(second).toMatchObject({
    status: 412,
    body: {
      detail: expect.stringContaining(other.username),
      changes: [{ author: other.username, reason: 'mine first', changes: { added: ['roles/first'] } }],
    },
  });
});

test('nobody takes the policy from themselves unless they insist', async () => {
  const { etag, body: document } = await sendPolicy(stack, 'GET', '/v1/policy');
  const locked = await sendPolicy(stack, 'PUT', '/v1/policy', {
    body: { ...document, defaults: false },
    ifMatch: etag,
  });
  expect(locked).toMatchObject({ status: 409, body: { title: 'Lock-out', detail: expect.stringContaining('force') } });
  expect(await sendPolicy(stack, 'GET', '/v1/policy')).toMatchObject({ etag, body: document });
});

test('a draft is held against what was really asked: the one decision that it changes is named', async () => {
  const account = await createAccount(stack, 'frank');
  const scope = `repository:${account.username}/app:pull,push`;
  expect(await grantedActions(stack, scope, account)).toEqual(['pull', 'push']);
  await waitForDecisions(stack, account.username, { filter: ({ data }) => data.decisions.length > 0 });
  const { body: document } = await sendPolicy(stack, 'GET', '/v1/policy');
  const permissions = [{ type: 'repository', name: `${account.username}/**`, actions: ['push'] }];
  const draft = {
    ...document,
    denials: [
      { id: 'draft', subjects: [{ kind: 'everyone' }], permissions },
      ...Array.from(Object(document['denials'])),
    ],
  };
  const simulated = await sendPolicy(stack, 'POST', '/v1/simulate', { body: { policy: draft, record: { days: 1 } } });
  expect(simulated).toMatchObject({ status: 200, body: { totals: { withGains: 0, withLosses: 1, changed: 1 } } });
  expect(simulated.body['changes']).toMatchObject([
    { account: account.username, lost: ['push'], gained: [], before: { rule: 'default:own-namespace' }, count: 1 },
  ]);
});

test('a document that means nothing never replaces a good one: it is told in /readyz and the log, and replaced by its ETag', async () => {
  const account = await createAccount(stack, 'heidi');
  const scope = `repository:${account.username}/app:push`;
  const { body: good } = await sendPolicy(stack, 'GET', '/v1/policy');
  await writeByHand(
    '{"schema": 1, "defaults": true, "roles": {}, "bindings": [{"id": "x", "role": "king"}], "denials": []}',
  );

  const told = await eventually('/readyz tells of it', async () => {
    const { status, text } = await readiness();
    return status === 200 && text.includes('notices') ? text : undefined;
  });
  expect(told).toMatch(/policy/);
  expect(await grantedActions(stack, scope, account)).toEqual(['push']);
  expect(await logOfAuthz()).toContain('bindings[0]');

  const broken = await sendPolicy(stack, 'GET', '/v1/policy');
  expect(broken).toMatchObject({ status: 409, etag: expect.stringMatching(/^".+"$/) });
  const mended = await sendPolicy(stack, 'PUT', '/v1/policy?reason=mended', { body: good, ifMatch: broken.etag });
  expect(mended.status).toBe(200);
  await eventually('/readyz is quiet again', async () => {
    const { status, text } = await readiness();
    return status === 200 && !text.includes('notices') ? text : undefined;
  });
});

test('the audit record has each change of the policy and each that was refused, by whom', async () => {
  const { body: document } = await sendPolicy(stack, 'GET', '/v1/policy');
  const { body: history } = await sendPolicy(stack, 'GET', '/v1/revisions?limit=1');
  const locked = await sendPolicy(stack, 'PUT', '/v1/policy', {
    body: { ...document, defaults: false },
    ifMatch: '"0-0"',
  });
  expect(locked.status).toBe(412);
  const [newest] = revisionsSchema.parse(history).revisions;
  await eventually('the audit record has both', async () => {
    const events = await fetchRecordPages(stack, { kind: 'policy' }, policyEventSchema, 100);
    const isThere = (type: string, subject: string): boolean =>
      events.some((event) => event.type === type && event.subject === subject && event.actor === stack.admin.username);
    const isChangeThere = isThere('dev.wharfinger.policy.changed.v1', `policy@${newest?.number}`);
    return (isChangeThere && isThere('dev.wharfinger.policy.refused.v1', 'policy')) || undefined;
  });
});
