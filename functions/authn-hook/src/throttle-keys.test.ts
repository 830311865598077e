import { expect, test } from 'vitest';

import { createThrottleKeys } from './throttle-keys.ts';

const keysOf = createThrottleKeys([{ reveal: () => 'the-first-secret' }, { reveal: () => 'the-second-secret' }]);

test('the same account from the same network has the same keys', () => {
  expect(keysOf('alice', '2001:db8:1:2::7')).toEqual(keysOf('alice', '2001:db8:1:2:ffff::1'));
  expect(keysOf('alice', '::ffff:192.0.2.7')).toEqual(keysOf('alice', '192.0.2.7'));
});

test('the account is the beginning of its pairs, and the network the end', () => {
  const { account, networks, pair } = keysOf('alice', '192.0.2.7');
  expect(pair.key).toBe(`${account.key}.${networks[0]?.key}`);
  expect(keysOf('alice', '192.0.2.8')).toMatchObject({ account });
  expect(keysOf('bob', '192.0.2.7')).toMatchObject({ networks });
});

test('an IPv4 address is one network, an IPv6 address its /64 and its /48, both in the document of the /48', () => {
  expect(keysOf('alice', '192.0.2.7').networks).toHaveLength(1);
  const [one, other] = [keysOf('alice', '2001:db8:1:2::7'), keysOf('alice', '2001:db8:1:3::7')];
  expect([one.networks.length, other.networks.length]).toEqual([2, 2]);
  expect(other.networks[0]).not.toEqual(one.networks[0]);
  expect(other.networks[1]).toEqual(one.networks[1]);
  expect(other.shards).toEqual(one.shards);
  expect(one.pair.key.endsWith(`.${one.networks[0]?.key}`)).toBe(true);
});

test('without an address it is a pair of its own, and no network', () => {
  const { account, networks, pair, shards } = keysOf('alice', null);
  expect([networks, pair.key]).toEqual([[], `${account.key}.-`]);
  expect(shards.networks).toBe(shards.account);
});

test('another network, account or secret is another key', () => {
  const others = [
    keysOf('alice', '192.0.2.7'),
    keysOf('alice', '192.0.2.8'),
    keysOf('bob', '192.0.2.7'),
    keysOf('alice', null),
    createThrottleKeys([{ reveal: () => 'another-secret' }])('alice', '192.0.2.7'),
  ];
  expect(new Set(others.map(({ pair }) => pair.key)).size).toBe(others.length);
});

test('an account and a network of the same name have different keys', () => {
  const { account, networks } = keysOf('192.0.2.7', '192.0.2.7');
  expect(networks.map(({ key }) => key)).not.toContain(account.key);
});

test('nothing can be read from them', () => {
  const keys = keysOf('hunter2', '192.0.2.7');
  expect(keys.pair.key).toMatch(/^[A-Za-z0-9_-]{12}\.[A-Za-z0-9_-]{12}$/);
  expect(JSON.stringify(keys)).not.toMatch(/hunter2|192\.0\.2/);
});

test('accounts are spread over 256 documents', () => {
  const shards = Array.from({ length: 4000 }, (_, index) => keysOf(`account-${index}`, null).shards.account);
  expect(new Set(shards).size).toBe(256);
  expect(shards.every((shard) => /^[0-9a-f]{2}$/.test(shard))).toBe(true);
});

const spread = (cells: readonly string[][]): number => new Set(cells.flat()).size;

test('accounts, networks and pairs are spread over the cells of every row', () => {
  const all = Array.from({ length: 4000 }, (_, index) =>
    keysOf(`account-${index}`, `2001:db8:${index.toString(16)}::1`),
  );
  expect(spread(all.map(({ pair }) => [...pair.cells]))).toBe(3 * 64);
  expect(spread(all.map(({ account }) => [...account.cells]))).toBe(2 * 32);
  expect(spread(all.map(({ networks }) => networks.flatMap(({ cells }) => cells)))).toBe(2 * 32);
  // Who shares one cell must not share the others: as good as nobody shares all three.
  expect(new Set(all.map(({ pair }) => pair.cells.join(' '))).size).toBeGreaterThan(3900);
});
