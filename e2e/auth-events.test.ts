import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { startSystem } from '@wharfinger/local';
import type { System } from '@wharfinger/local';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Credentials } from './clients/registry-tool.ts';
import { eventually } from './eventually.ts';
import { createAccount } from './http/admin-api.ts';
import { fetchDecisions, waitForDecisions } from './http/decisions.ts';
import type { RecordedDecision } from './http/decisions.ts';
import { sendEvent } from './http/send-event.ts';
import { REGISTRY_SERVICE, requestToken } from './http/token-request.ts';
import { findFreePortBase } from './system/free-port-base.ts';
import { siteOf, stackSchema } from './system/stack-schema.ts';
import type { Stack } from './system/stack-schema.ts';
import { createStateDirectory, removeStateDirectory } from './system/state-directory.ts';

const stack = inject('stack');

const GRANTED = 'dev.wharfinger.auth.granted.v1';
const DENIED = 'dev.wharfinger.auth.denied.v1';
const LOOPBACK = /^(127\.0\.0\.1|::1)$/;

const uniqueName = (prefix: string): string => `${prefix}-${randomBytes(6).toString('hex')}`;
const asksFor =
  (scope: string) =>
  ({ data }: RecordedDecision): boolean =>
    Array.isArray(data['requested']) && data['requested'].includes(scope);

/** Asks for a token and gives its `jti`, or the status of a refusal. */
async function signIn(
  of: Stack,
  scopes: string[],
  credentials?: Credentials,
  userAgent?: string,
): Promise<{ jti?: string; status: number }> {
  const answer = await requestToken(of, { service: REGISTRY_SERVICE, scopes, credentials, userAgent });
  const body: { token?: string } = JSON.parse(await answer.text());
  const { jti } = body.token === undefined ? {} : decodeJwt(body.token);
  return { status: answer.status, ...(jti === undefined ? {} : { jti }) };
}

describe('a request for a token is in the audit record:', () => {
  test('a sign-in with what it was granted, by which rule, from where, under the id of the token', async () => {
    const account = await createAccount(stack);
    const scope = `repository:${account.username}/app:pull,push`;
    const { jti } = await signIn(stack, [scope], account);
    const [event] = await waitForDecisions(stack, account.username, { filter: asksFor(scope) });
    expect(event).toMatchObject({
      id: jti,
      type: GRANTED,
      subject: account.username,
      actor: account.username,
      source: `/sites/${siteOf(stack).name}/token`,
      data: {
        outcome: 'granted',
        account: account.username,
        service: REGISTRY_SERVICE,
        address: expect.stringMatching(LOOPBACK),
        credential: { kind: 'password' },
        granted: [scope],
        decisions: [{ scope, granted: ['pull', 'push'], rule: 'default:own-namespace' }],
      },
    });
    expect(JSON.stringify(event)).not.toContain(account.password);
  });

  test('a login, which asks for nothing', async () => {
    const account = await createAccount(stack);
    const { jti } = await signIn(stack, [], account);
    const [event] = await waitForDecisions(stack, account.username, { filter: ({ id }) => id === jti });
    expect(event).toMatchObject({ type: GRANTED, data: { outcome: 'granted', requested: [], decisions: [] } });
  });

  test('one of two scopes', async () => {
    const [account, owner] = [await createAccount(stack), await createAccount(stack, 'owner')];
    const own = `repository:${account.username}/app:pull`;
    const others = `repository:${owner.username}/app:pull`;
    expect((await signIn(stack, [own, others], account)).status).toBe(200);
    const [event] = await waitForDecisions(stack, account.username, { filter: asksFor(others) });
    expect(event).toMatchObject({
      type: GRANTED,
      data: {
        outcome: 'partly-granted',
        granted: [own],
        decisions: [
          { scope: own, granted: ['pull'], rule: 'default:own-namespace' },
          { scope: others, granted: [], rule: null, reason: expect.stringContaining('no binding') },
        ],
      },
    });
  });

  test('a scope of which nothing is granted is denied, though the answer is 200', async () => {
    const [account, owner] = [await createAccount(stack), await createAccount(stack, 'owner')];
    const scope = `repository:${owner.username}/app:pull`;
    expect((await signIn(stack, [scope], account)).status).toBe(200);
    const [event] = await waitForDecisions(stack, account.username, { filter: asksFor(scope) });
    expect(event).toMatchObject({
      type: DENIED,
      actor: account.username,
      data: { outcome: 'denied', granted: [], decisions: [{ scope, granted: [], rule: null }] },
    });
  });

  test('an anonymous pull, of what everybody may pull and of what nobody else may', async () => {
    const open = `repository:public/${uniqueName('open')}:pull`;
    const closed = `repository:${uniqueName('closed')}/app:pull`;
    await signIn(stack, [open]);
    await signIn(stack, [closed]);
    const [granted] = await waitForDecisions(stack, '', { filter: asksFor(open) });
    expect(granted).toMatchObject({
      type: GRANTED,
      subject: 'anonymous',
      data: {
        account: null,
        credential: null,
        address: expect.stringMatching(LOOPBACK),
        decisions: [{ rule: 'default:public-pull', granted: ['pull'] }],
      },
    });
    expect(granted?.actor).toBeUndefined();
    const [denied] = await waitForDecisions(stack, '', { filter: asksFor(closed) });
    expect(denied).toMatchObject({ type: DENIED, data: { outcome: 'denied', account: null } });
  });

  test('a wrong password, with the account and without the password; the account has not shown who it is', async () => {
    const account = await createAccount(stack);
    const wrong = uniqueName('wrong-password');
    const scope = `repository:${account.username}/app:pull`;
    const answer = await signIn(stack, [scope], { ...account, password: wrong });
    expect(answer).toEqual({ status: 401 });
    const [event] = await waitForDecisions(stack, account.username, { filter: asksFor(scope) });
    expect(event).toMatchObject({
      type: DENIED,
      subject: account.username,
      data: {
        outcome: 'refused',
        reason: expect.stringMatching(/./),
        account: account.username,
        address: expect.stringMatching(LOOPBACK),
        granted: [],
      },
    });
    expect(event?.actor).toBeUndefined();
    expect(JSON.stringify(await fetchDecisions(stack, account.username))).not.toContain(wrong);
  });
});

describe('what somebody typed into the field of the user name', () => {
  test.each([
    ['a password that could be a name', (secret: string) => secret],
    ['a password that could not', (secret: string) => `${secret} Pass!`],
    ['a way out of the record', (secret: string) => `../../policy/${secret}`],
    ['lines of their own', (secret: string) => `${secret}\r\nce-actor: admin\r\n`],
    ['characters of every kind', (secret: string) => `${secret}"\\<script>\u0000\u{1f600}${'é'.repeat(300)}`],
    ['nothing but a percent sign', (secret: string) => `%${secret}%00%zz`],
  ])('is in no event: %s', async (_title, typed) => {
    const secret = uniqueName('typed');
    const scope = `repository:${uniqueName('asked')}/app:pull`;
    const credentials = { username: typed(secret), password: `password-${secret}` };
    // Without one of its own it may be equal to the refusal before, and is counted with it.
    const userAgent = uniqueName('client');
    expect(await signIn(stack, [scope], credentials, userAgent)).toEqual({ status: 401 });
    const events = await waitForDecisions(stack, '', { filter: ({ data }) => data['userAgent'] === userAgent });
    const data = { outcome: 'refused', account: null };
    expect(events).toMatchObject([{ type: DENIED, subject: 'anonymous', data }]);
    expect(JSON.stringify(await fetchDecisions(stack, ''))).not.toContain(secret);
  });
});

describe('an event of a decision that comes from somewhere else', () => {
  test('is refused by audit when anything in it was changed, and by gc whatever it says', async () => {
    const account = await createAccount(stack);
    await signIn(stack, [], account);
    const [genuine] = await waitForDecisions(stack, account.username);
    if (genuine === undefined) throw new Error('There is no genuine event.');
    const before = await fetchDecisions(stack, account.username);
    const { audit, gc } = siteOf(stack);
    expect(await sendEvent(audit, genuine)).toBe(204);
    const forged = [
      { ...genuine, id: uniqueName('forged') },
      { ...genuine, time: '2026-01-01T00:00:00Z' },
      { ...genuine, subject: 'admin', actor: 'admin', data: { ...genuine.data, account: 'admin' } },
      { ...genuine, data: { ...genuine.data, address: '192.0.2.66' } },
      { ...genuine, type: DENIED, actor: undefined, data: { ...genuine.data, outcome: 'refused' } },
    ];
    for (const event of forged) expect(await sendEvent(audit, event)).toBe(400);
    expect(await sendEvent(gc, genuine)).toBe(400);
    expect(await fetchDecisions(stack, account.username)).toEqual(before);
  });
});

describe('while the broker is down', () => {
  const started: { system: System; stack: Stack; stateDirectory: string; account: Credentials }[] = [];
  const running = (): (typeof started)[number] => {
    const [only] = started;
    if (only === undefined) throw new Error('The system was not started.');
    return only;
  };

  beforeAll(async () => {
    const stateDirectory = await createStateDirectory();
    const portBase = await findFreePortBase();
    const system = await startSystem({ stateDirectory, portBase, store: 'memstore', log: () => {} });
    const own = stackSchema.parse(system.stack);
    started.push({ system, stack: own, stateDirectory, account: await createAccount(own) });
  });

  afterAll(async () => {
    for (const { system, stateDirectory } of started) {
      await system.stop();
      await removeStateDirectory(stateDirectory);
    }
  });

  /** Signs in so often, for something else each time; gives the ids of the tokens and the longest time that one took. */
  async function signInOften(count: number): Promise<{ ids: string[]; slowestMs: number }> {
    const { stack: own, account } = running();
    const ids: string[] = [];
    let slowestMs = 0;
    for (let position = 0; position < count; position += 1) {
      const startedAt = performance.now();
      const scope = `repository:${account.username}/${uniqueName('app')}:pull`;
      const { status, jti = '' } = await signIn(own, [scope], account);
      slowestMs = Math.max(slowestMs, performance.now() - startedAt);
      expect(status).toBe(200);
      ids.push(jti);
    }
    return { ids, slowestMs };
  }

  async function waitForIds(ids: readonly string[]): Promise<void> {
    const { stack: own, account } = running();
    const filter = ({ id }: RecordedDecision): boolean => ids.includes(id);
    const events = await waitForDecisions(own, account.username, { filter, count: ids.length, timeoutMs: 60_000 });
    expect(events.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  }

  test('logins go on as fast as before, and their events come once it is back', async () => {
    const { system } = running();
    await signInOften(5);
    const before = await signInOften(50);
    await system.parts.broker.stop();
    const meanwhile = await signInOften(50);
    // One attempt at the sink takes a connection that is refused at once: waiting for it would show as its pauses, from 200 ms on.
    expect(meanwhile.slowestMs).toBeLessThan(before.slowestMs + 200);
    system.parts.broker.start();
    await expect(waitForIds([...before.ids, ...meanwhile.ids])).resolves.toBeUndefined();
  });

  test('equal ones are one event for the first and one for the others, at the latest when the function is stopped', async () => {
    const { system, stack: own, account } = running();
    const scope = `repository:${account.username}/again:pull`;
    const ids: string[] = [];
    for (let count = 0; count < 20; count += 1) ids.push((await signIn(own, [scope], account)).jti ?? '');
    const [first] = await waitForDecisions(own, account.username, { filter: asksFor(scope) });
    expect(first).toMatchObject({ id: ids[0], data: { count: 1 } });
    await system.parts.token.stop();
    system.parts.token.start();
    await system.whenReady(60_000);
    const events = await waitForDecisions(own, account.username, { filter: asksFor(scope), count: 2 });
    expect(events).toMatchObject([{ id: ids[1], data: { count: 19, tokenIds: ids.slice(1) } }, { id: ids[0] }]);
  });

  test('what is queued goes out when the function is stopped', async () => {
    const { system } = running();
    await system.parts.broker.stop();
    const startedAt = performance.now();
    const { ids } = await signInOften(20);
    // Then the pause between two tries outlasts the start of the broker.
    await eventually('the sink has been down for a while', () =>
      Promise.resolve(performance.now() - startedAt > 4000 ? true : undefined),
    );
    system.parts.broker.start();
    await system.whenReady(60_000);
    await system.parts.token.stop();
    system.parts.token.start();
    await system.whenReady(60_000);
    await expect(waitForIds(ids)).resolves.toBeUndefined();
  });

  test('what cannot go out when the function is stopped is counted in its log', async () => {
    const { system, stateDirectory } = running();
    await system.parts.broker.stop();
    const { ids } = await signInOften(7);
    await system.parts.token.stop();
    const log = path.join(stateDirectory, 'log', 'token.log');
    await eventually('the log has the number', async () => {
      const lines = (await readFile(log, 'utf8')).split('\n').filter((line) => line.includes('decisions dropped'));
      return lines.some((line) => JSON.parse(line).dropped.stopped === ids.length) ? true : undefined;
    });
    system.parts.broker.start();
    system.parts.token.start();
    await system.whenReady(60_000);
    await expect(waitForIds((await signInOften(1)).ids)).resolves.toBeUndefined();
  });
});
