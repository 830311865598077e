import { expect, test } from 'vitest';

import type { Entry } from './entry.ts';
import type { Identities, UserToWrite } from './identities.ts';
import { type ImportOptions, type ImportResult, importUsers } from './import-users.ts';
import { RequestError } from '../system/request-error.ts';

const user = (account: string): Entry => ({
  kind: 'user',
  line: 1,
  account,
  passwordHash: `of ${account}`,
  labels: {},
});
const refused: Entry = { kind: 'refused', line: 2, account: 'Carol', reason: 'upper case' };

type Store = Identities & { users: Map<string, { user: UserToWrite; etag: number }>; writes: number };

function createStore(...accounts: string[]): Store {
  const users: Store['users'] = new Map(
    accounts.map((account) => [account, { user: { passwordHash: 'before', labels: undefined }, etag: 1 }]),
  );
  const store: Store = {
    users,
    writes: 0,
    find: async (account) => {
      const found = users.get(account);
      return found === undefined ? { kind: 'missing' } : { kind: 'found', etag: String(found.etag) };
    },
    create: async (account, user) => {
      if (users.has(account)) return { kind: 'conflict' };
      store.writes += 1;
      users.set(account, { user, etag: 1 });
      return { kind: 'written' };
    },
    replace: async (account, user, etag) => {
      const found = users.get(account);
      if (String(found?.etag) !== etag) return { kind: 'conflict' };
      store.writes += 1;
      users.set(account, { user, etag: Number(etag) + 1 });
      return { kind: 'written' };
    },
  };
  return store;
}

const NOTHING_ASKED: ImportOptions = { isDryRun: false, isReplacing: false, ownAccount: 'root' };

async function run(entries: Entry[], store: Identities, options: Partial<ImportOptions> = {}): Promise<string[]> {
  const results: ImportResult[] = [];
  for await (const result of importUsers(entries, { ...NOTHING_ASKED, ...options }, store)) {
    results.push(result);
  }
  return results.map((result) => `${result.account} ${result.kind}${'reason' in result ? `: ${result.reason}` : ''}`);
}

test('what is missing is created, what exists kept, what was refused passed on', async () => {
  const store = createStore('bert');

  expect(await run([user('anna'), refused, user('bert')], store)).toStrictEqual([
    'anna created',
    'Carol refused: upper case',
    'bert kept',
  ]);
  expect(store.users.get('anna')?.user).toMatchObject({ passwordHash: 'of anna' });
  expect(store.users.get('bert')?.user).toMatchObject({ passwordHash: 'before' });
});

test('a second run changes nothing', async () => {
  const store = createStore();
  await run([user('anna'), user('bert')], store);

  expect(await run([user('anna'), user('bert')], store)).toStrictEqual(['anna kept', 'bert kept']);
  expect(store.writes).toBe(2);
});

test('with replace the entries count', async () => {
  const store = createStore('bert');

  expect(await run([user('anna'), user('bert')], store, { isReplacing: true })).toStrictEqual([
    'anna created',
    'bert replaced',
  ]);
  expect(store.users.get('bert')?.user).toMatchObject({ passwordHash: 'of bert' });
});

test.each([false, true])('who runs it is never replaced (dry run: %s)', async (isDryRun) => {
  const store = createStore('root', 'bert');

  expect(await run([user('root'), user('bert')], store, { isReplacing: true, isDryRun })).toStrictEqual([
    'root refused: it is the account that runs this',
    'bert replaced',
  ]);
  expect(store.users.get('root')?.user).toMatchObject({ passwordHash: 'before' });
});

test.each([{ isReplacing: false }, { isReplacing: true }])(
  'a dry run (%j) says what a real one says, and writes nothing',
  async (options) => {
    const store = createStore('bert');
    const entries = [user('anna'), refused, user('bert')];
    const planned = await run(entries, store, { ...options, isDryRun: true });

    expect(store.writes).toBe(0);
    expect(await run(entries, store, options)).toStrictEqual(planned);
  },
);

test('a user that somebody else changes meanwhile is read again, and given up in the end', async () => {
  const store = createStore('bert');
  let races = 2;
  const racing: Identities = {
    ...store,
    replace: async (...args) => {
      races -= 1;
      return races < 0 ? await store.replace(...args) : { kind: 'conflict' };
    },
  };

  expect(await run([user('bert')], racing, { isReplacing: true })).toStrictEqual(['bert replaced']);
  races = 3;
  expect(await run([user('bert')], racing, { isReplacing: true })).toStrictEqual([
    'bert failed: somebody else is changing it',
  ]);
});

test('what the system refuses, and what it has no answer for, does not stop the rest', async () => {
  const store = createStore();
  const create: Identities['create'] = async (account, user) => {
    if (account === 'anna') return { kind: 'refused', reason: 'no' };
    if (account === 'bert') throw new RequestError('ERR_UNAVAILABLE', 'away');
    return await store.create(account, user);
  };

  expect(await run([user('anna'), user('bert'), user('dora')], { ...store, create })).toStrictEqual([
    'anna refused: no',
    'bert failed: away',
    'dora created',
  ]);
});

test('without access nothing further is tried', async () => {
  const store = createStore();
  const create: Identities['create'] = async (account) => {
    store.writes += 1;
    throw new RequestError('ERR_ACCESS', account);
  };

  await expect(run([user('anna'), user('bert')], { ...store, create })).rejects.toMatchObject({
    code: 'ERR_ACCESS',
    message: 'anna',
  });
});
