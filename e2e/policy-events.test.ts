import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { startSystem } from '@wharfinger/local';
import type { System } from '@wharfinger/local';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { eventually } from './eventually.ts';
import { createAccount, sendAsAdmin } from './http/admin-api.ts';
import { sendPolicy } from './http/policy-api.ts';
import type { PolicyAnswer } from './http/policy-api.ts';
import { fetchPolicyRecords, waitForPolicyRecords } from './http/policy-records.ts';
import type { RecordedPolicyEvent } from './http/policy-records.ts';
import { sendEvent } from './http/send-event.ts';
import { waitForDecisions } from './http/decisions.ts';
import { requestToken, REGISTRY_SERVICE } from './http/token-request.ts';
import { findFreePortBase } from './system/free-port-base.ts';
import { readPartPid } from './system/processes.ts';
import { siteOf } from './system/stack-schema.ts';
import type { Stack } from './system/stack-schema.ts';
import { createStateDirectory, removeStateDirectory } from './system/state-directory.ts';

const CHANGED = 'dev.wharfinger.policy.changed.v1';
const REFUSED = 'dev.wharfinger.policy.refused.v1';

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

function running(): { system: System; stateDirectory: string } {
  const [only] = started;
  if (only === undefined) throw new Error('The system was not started.');
  return only;
}

const uniqueName = (prefix: string): string => `${prefix}-${randomBytes(4).toString('hex')}`;

async function putBinding(id: string, reason: string): Promise<PolicyAnswer> {
  return await sendPolicy(stack, 'PUT', `/v1/bindings/${id}?reason=${encodeURIComponent(reason)}`, {
    body: { role: 'reader', subjects: [{ kind: 'account', account: id }], names: ['team/**'] },
  });
}

const adds =
  (id: string) =>
  ({ type, data }: RecordedPolicyEvent): boolean =>
    type === CHANGED && JSON.stringify(data['changes']).includes(`"bindings/${id}"`);

/** What somebody does who has the bucket's keys and an editor. */
async function writeByHand(document: object): Promise<void> {
  const { endpoint, region, accessKeyId, secretAccessKey, controlBucket: Bucket } = siteOf(stack).s3;
  const client = new S3Client({
    endpoint,
    region,
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
  });
  await client.send(new PutObjectCommand({ Bucket, Key: 'policy/policy.json', Body: JSON.stringify(document) }));
  client.destroy();
}

describe('in the audit record', () => {
  test('is a change of the policy: who made it, why, and what it changed', async () => {
    const id = uniqueName('dev-team');
    const answer = await putBinding(id, 'the team has grown');
    expect(answer.status).toBe(201);
    const [event] = await waitForPolicyRecords(stack, adds(id));
    const number = await newestNumber();
    expect(event).toMatchObject({
      type: CHANGED,
      subject: `policy@${String(number)}`,
      source: `/sites/${siteOf(stack).name}/authz`,
      actor: stack.admin.username,
      data: {
        revision: number,
        author: stack.admin.username,
        reason: 'the team has grown',
        changes: { added: [`bindings/${id}`], changed: [], removed: [] },
      },
    });
    expect(event?.id).toBe(event?.data['etag']);
  });

  test('is a change that somebody may not make', async () => {
    const account = await createAccount(stack);
    const id = uniqueName('mine');
    const answer = await sendPolicy(stack, 'PUT', `/v1/bindings/${id}`, { credentials: account, body: {} });
    expect(answer.status).toBe(403);
    const [event] = await waitForPolicyRecords(
      stack,
      ({ type, actor }) => type === REFUSED && actor === account.username,
    );
    expect(event).toMatchObject({
      subject: 'policy',
      data: { account: account.username, change: `PUT bindings/${id}`, why: 'insufficient-scope' },
    });
  });

  test('are few of many that one asks for who may make none, and none of them among the changes', async () => {
    const account = await createAccount(stack);
    for (let asked = 0; asked < 30; asked += 1) {
      const path = `/v1/bindings/${uniqueName('mine')}`;
      const answer = await sendPolicy(stack, 'PUT', path, { credentials: account, body: {} });
      expect(answer.status).toBe(403);
    }
    const id = uniqueName('after');
    await putBinding(id, 'after the flood');
    await waitForPolicyRecords(stack, adds(id));
    const ofAccount = ({ actor }: RecordedPolicyEvent): boolean => actor === account.username;
    const refused = (await fetchPolicyRecords(stack, 'refused')).filter(ofAccount);
    expect(refused.length).toBeLessThanOrEqual(6);
    const changes = await fetchPolicyRecords(stack, 'changed');
    expect(changes[0]).toMatchObject({ data: { reason: 'after the flood' } });
    expect(new Set(changes.map(({ type }) => type))).toEqual(new Set([CHANGED]));
  });

  test('is a change that might lock the last administrator out', async () => {
    const id = uniqueName('lock-out');
    const answer = await sendPolicy(stack, 'PUT', `/v1/denials/${id}`, {
      body: {
        subjects: [{ kind: 'everyone' }],
        permissions: [{ type: 'policy', name: '**', actions: ['*'] }],
      },
    });
    expect(answer.status).toBe(409);
    const [event] = await waitForPolicyRecords(stack, ({ data }) => data['change'] === `PUT denials/${id}`);
    expect(event).toMatchObject({ type: REFUSED, actor: stack.admin.username, data: { why: 'lock-out' } });
  });

  test('is a policy that somebody wrote by hand, and nobody as its author', async () => {
    const id = uniqueName('by-hand');
    const { body } = await sendPolicy(stack, 'GET', '/v1/policy');
    const bindings = [
      ...(Array.isArray(body['bindings']) ? body['bindings'] : []),
      { id, role: 'reader', subjects: [{ kind: 'account', account: id }], names: ['team/**'] },
    ];
    await writeByHand({ ...body, bindings });
    // It is seen when somebody asks authz for something.
    await requestToken(stack, { service: REGISTRY_SERVICE, scopes: [`repository:${id}/app:pull`] });
    const [event] = await waitForPolicyRecords(stack, adds(id));
    expect(event).toMatchObject({ data: { author: null, at: null, reason: null } });
    expect(event?.actor).toBeUndefined();
  });

  test('is none that comes from somewhere else, and each once', async () => {
    const before = await fetchPolicyRecords(stack);
    const [genuine] = before;
    if (genuine === undefined) throw new Error('There is no genuine event.');
    const { audit } = siteOf(stack);
    expect(await sendEvent(audit, genuine)).toBe(204);
    expect(await sendEvent(audit, { ...genuine, data: { ...genuine.data, reason: 'another' } })).toBe(400);
    expect(await fetchPolicyRecords(stack)).toEqual(before);
    expect(new Set(before.map(({ id }) => id)).size).toBe(before.length);
  });
});

describe('a decision that is recorded', () => {
  test('says with which labels and restrictions it was made', async () => {
    const account = await createAccount(stack);
    await requestToken(stack, { service: REGISTRY_SERVICE, scopes: ['repository:a/b:pull'], credentials: account });
    const [event] = await waitForDecisions(stack, account.username);
    expect(event?.data['labels']).toBeTypeOf('object');
  });

  test('is on the list of all accounts since a time', async () => {
    const since = new Date().toISOString();
    const account = await createAccount(stack);
    await requestToken(stack, { service: REGISTRY_SERVICE, scopes: ['repository:a/b:pull'], credentials: account });
    await waitForDecisions(stack, account.username);
    const url = new URL('/v1/records', siteOf(stack).audit);
    url.search = new URLSearchParams({ kind: 'decisions', since }).toString();
    const answer = await sendAsAdmin(stack, { method: 'GET', url, scope: 'audit:default:read' });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      records: expect.arrayContaining([
        expect.objectContaining({ event: expect.objectContaining({ subject: account.username }) }),
      ]),
      unreadable: [],
    });
  });
});

describe('while the broker is down', () => {
  test('the policy can be changed; and authz, killed before it could tell of it, tells of it when it is back', async () => {
    const { system, stateDirectory } = running();
    const ids = [uniqueName('untold'), uniqueName('untold')];
    await system.parts.broker.stop();
    for (const id of ids) expect((await putBinding(id, 'while nobody listens')).status).toBe(201);
    const pid = await readPartPid(stateDirectory, 'authz');
    process.kill(pid, 'SIGKILL');
    await eventually('authz is started again', async () =>
      (await readPartPid(stateDirectory, 'authz')) === pid ? undefined : true,
    );
    system.parts.broker.start();
    await system.whenReady(60_000);
    const isUntold = (event: RecordedPolicyEvent): boolean => ids.some((id) => adds(id)(event));
    const events = await waitForPolicyRecords(stack, isUntold, { count: 2, timeoutMs: 90_000 });
    expect(events).toMatchObject(
      ids.toReversed().map((id) => ({
        actor: stack.admin.username,
        data: { reason: 'while nobody listens', changes: { added: [`bindings/${id}`] } },
      })),
    );
  });
});

const revisionsSchema = z.looseObject({ revisions: z.array(z.looseObject({ number: z.int() })).min(1) });

async function newestNumber(): Promise<number | undefined> {
  const { body } = await sendPolicy(stack, 'GET', '/v1/revisions?limit=1');
  return revisionsSchema.parse(body).revisions[0]?.number;
}
