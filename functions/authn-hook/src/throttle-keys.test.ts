import { expect, test } from 'vitest';

import { createThrottleKeys } from './throttle-keys.ts';

const keysOf = createThrottleKeys([{ reveal: () => 'the-first-secret' }, { reveal: () => 'the-second-secret' }]);

test('the same account from the same network has the same keys', () => {
  expect(keysOf('alice', '2001:db8:1:2::7')).toEqual(keysOf('alice', '2001:db8:1:2:ffff::1'));
  expect(keysOf('alice', '::ffff:192.0.2.7')).toEqual(keysOf('alice', '192.0.2.7'));
});

test('the account is the beginning of its pairs, and the network the end', () => {
  const { account, network, pair } = keysOf('alice', '192.0.2.7');
  expect(pair).toBe(`${account}.${network}`);
  expect(keysOf('alice', '192.0.2.8')).toMatchObject({ account });
  expect(keysOf('bob', '192.0.2.7')).toMatchObject({ network });
});

test('without an address it is a pair of its own, and no network', () => {
  const { account, network, pair, shards } = keysOf('alice', null);
  expect([network, pair]).toEqual([null, `${account}.-`]);
  expect(shards.network).toBe(shards.account);
});

test('another network, account or secret is another key', () => {
  const others = [
    keysOf('alice', '192.0.2.7'),
    keysOf('alice', '192.0.2.8'),
    keysOf('bob', '192.0.2.7'),
    keysOf('alice', null),
    createThrottleKeys([{ reveal: () => 'another-secret' }])('alice', '192.0.2.7'),
  ];
  expect(new Set(others.map(({ pair }) => pair)).size).toBe(others.length);
});

test('an account and a network of the same name have different keys', () => {
  const { account, network } = keysOf('192.0.2.7', '192.0.2.7');
  expect(account).not.toBe(network);
});

test('nothing can be read from them', () => {
  const keys = keysOf('hunter2', '192.0.2.7');
  expect(keys.pair).toMatch(/^[A-Za-z0-9_-]{12}\.[A-Za-z0-9_-]{12}$/);
  expect(JSON.stringify(keys)).not.toMatch(/hunter2|192\.0\.2/);
});

test('accounts are spread over 256 documents', () => {
  const shards = Array.from({ length: 4000 }, (_, index) => keysOf(`account-${index}`, null).shards.account);
  expect(new Set(shards).size).toBe(256);
  expect(shards.every((shard) => /^[0-9a-f]{2}$/.test(shard))).toBe(true);
});
