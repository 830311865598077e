import { createFixedClock, createTestKeys } from '@wharfinger/fakes';
import type { JSONWebKeySet, JWTVerifyGetKey } from 'jose';
import { describe, expect, test } from 'vitest';

import { IssuerError } from './workload-issuer-error.ts';
import { createIssuerKeys } from './workload-issuer-keys.ts';

const ISSUER = 'https://issuer.example';
const { ES256, RS256 } = createTestKeys();
const TOKEN = { payload: '', signature: '' };
const MINUTE_MS = 60_000;

async function down(): Promise<JSONWebKeySet> {
  throw new IssuerError('ERR_ISSUER_UNAVAILABLE', 'down');
}

function open() {
  const clock = createFixedClock();
  const loads: string[] = [];
  const unusable: unknown[] = [];
  const state: { answer: () => Promise<JSONWebKeySet> } = { answer: async () => ({ keys: [ES256.publicJwk] }) };
  const keysOf = createIssuerKeys({
    load: async (issuer) => {
      loads.push(issuer);
      return state.answer();
    },
    now: clock.now,
    onUnusable: (issuer, key) => unusable.push({ issuer, ...key }),
  });
  const find = async (key: { kid: string; alg: string } = ES256, lookUp: JWTVerifyGetKey = keysOf(ISSUER)) =>
    lookUp({ alg: key.alg, kid: key.kid }, TOKEN);
  return { clock, loads, state, keysOf, find, unusable };
}

const NO_SUCH_KEY = { code: 'ERR_JWKS_NO_MATCHING_KEY' };
const UNKNOWN_KEY = { code: 'ERR_ISSUER_KEY_UNKNOWN' };
const DOWN = { code: 'ERR_ISSUER_UNAVAILABLE' };

test('keys are fetched with the first token, and then not for ten minutes', async () => {
  const { clock, loads, keysOf, find } = open();
  const lookUp = keysOf(ISSUER);
  expect(loads).toEqual([]);
  await find();
  clock.advance(10 * MINUTE_MS - 1);
  await find();
  expect(loads).toEqual([ISSUER]);
  clock.advance(1);
  await find();
  expect(loads).toHaveLength(2);
  expect(keysOf(ISSUER)).toBe(lookUp);
});

test('many tokens at once are one fetch', async () => {
  const { loads, find } = open();
  await Promise.all(Array.from({ length: 20 }, async () => find()));
  expect(loads).toHaveLength(1);
});

test('each issuer has its own keys', async () => {
  const { loads, keysOf, find } = open();
  await find(ES256, keysOf('https://one.example'));
  await find(ES256, keysOf('https://two.example'));
  expect(loads).toEqual(['https://one.example', 'https://two.example']);
});

describe('a key that is not there', () => {
  test('makes the keys be fetched again, and is found when it is new', async () => {
    const { clock, loads, state, find } = open();
    await find();
    state.answer = async () => ({ keys: [RS256.publicJwk] });
    clock.advance(10_000);
    await find(RS256);
    expect(loads).toHaveLength(2);
    await expect(find(ES256)).rejects.toMatchObject(NO_SUCH_KEY);
  });

  test('is refused by keys that were fetched for it, and after one fetch in ten seconds nobody can say', async () => {
    const { clock, loads, find } = open();
    await expect(find({ alg: 'ES256', kid: 'forged' })).rejects.toMatchObject(NO_SUCH_KEY);
    expect(loads).toHaveLength(1);
    clock.advance(1);
    await expect(find({ alg: 'ES256', kid: 'forged' })).rejects.toMatchObject(NO_SUCH_KEY);
    expect(loads).toHaveLength(2);
    for (let index = 0; index < 50; index += 1) {
      clock.advance(100);
      await expect(find({ alg: 'ES256', kid: `forged-${index}` })).rejects.toMatchObject(UNKNOWN_KEY);
    }
    expect(loads).toHaveLength(2);
    clock.advance(5000);
    const asked = Array.from({ length: 50 }, async () => find({ alg: 'ES256', kid: 'forged' }));
    expect((await Promise.allSettled(asked)).every(({ status }) => status === 'rejected')).toBe(true);
    expect(loads).toHaveLength(3);
  });

  test('is no refusal while the issuer was asked for another one a moment ago, and is found after that', async () => {
    const { clock, state, find } = open();
    await find();
    clock.advance(1);
    await expect(find({ alg: 'ES256', kid: 'forged' })).rejects.toMatchObject(NO_SUCH_KEY);
    state.answer = async () => ({ keys: [RS256.publicJwk] });
    clock.advance(9999);
    await expect(find(RS256)).rejects.toMatchObject(UNKNOWN_KEY);
    clock.advance(1);
    expect(await find(RS256)).toBeDefined();
  });

  test('is no refusal while nobody can say whether it is new', async () => {
    const { clock, state, find } = open();
    await find();
    state.answer = down;
    clock.advance(10_000);
    await expect(find(RS256)).rejects.toMatchObject(DOWN);
    expect(await find(ES256)).toBeDefined();
  });
});

describe('an issuer that gives no answer', () => {
  test('is a fault when nothing is known of it, and is asked again after ten seconds', async () => {
    const { clock, loads, state, find } = open();
    state.answer = down;
    await expect(find()).rejects.toMatchObject(DOWN);
    await expect(find()).rejects.toMatchObject(DOWN);
    expect(loads).toHaveLength(1);
    state.answer = async () => ({ keys: [ES256.publicJwk] });
    clock.advance(10_000);
    expect(await find()).toBeDefined();
  });

  test('keeps its last keys for an hour, and no longer', async () => {
    const { clock, loads, state, find } = open();
    await find();
    state.answer = down;
    clock.advance(60 * MINUTE_MS - 1);
    expect(await find()).toBeDefined();
    clock.advance(1);
    await expect(find()).rejects.toMatchObject(DOWN);
    expect(loads).toHaveLength(2);
  });

  test('is tried once in ten seconds while its last keys serve', async () => {
    const { clock, loads, state, find } = open();
    await find();
    state.answer = down;
    clock.advance(20 * MINUTE_MS);
    for (let index = 0; index < 10; index += 1) await find();
    expect(loads).toHaveLength(2);
    clock.advance(10_000);
    await find();
    expect(loads).toHaveLength(3);
  });
});

test('a clock that was set back makes no keys young', async () => {
  const { clock, loads, find } = open();
  await find();
  clock.advance(-MINUTE_MS);
  await find();
  expect(loads).toHaveLength(2);
});

describe('an issuer that hangs', () => {
  test('is waited for once while its last keys serve, and gives new ones behind an answer', async () => {
    const { clock, loads, state, find } = open();
    await find();
    state.answer = down;
    clock.advance(20 * MINUTE_MS);
    await find();
    const { promise, resolve } = Promise.withResolvers<JSONWebKeySet>();
    state.answer = async () => promise;
    clock.advance(10_000);
    expect(await find()).toBeDefined();
    expect(await find()).toBeDefined();
    expect(loads).toHaveLength(3);
    resolve({ keys: [RS256.publicJwk] });
    await promise;
    clock.advance(1);
    expect(await find(RS256)).toBeDefined();
    expect(loads).toHaveLength(3);
  });

  test('and was up for ten minutes is waited for again: keys that it withdrew are not used', async () => {
    const { clock, state, find } = open();
    await find();
    state.answer = down;
    clock.advance(20 * MINUTE_MS);
    await find();
    state.answer = async () => ({ keys: [RS256.publicJwk] });
    clock.advance(10 * MINUTE_MS);
    await expect(find()).rejects.toMatchObject(NO_SUCH_KEY);
  });
});

const BAD_KEY = { kty: 'EC', crv: 'P-256', x: 'AAAA', y: 'AAAA', kid: 'bad' };

test('a key that is none is passed over and told of, and a token that names it has no key', async () => {
  const { state, find, unusable } = open();
  state.answer = async () => ({ keys: [BAD_KEY, ES256.publicJwk] });
  expect(await find()).toBeDefined();
  await expect(find({ kid: 'bad', alg: 'ES256' })).rejects.toMatchObject(NO_SUCH_KEY);
  expect(unusable).toEqual([{ issuer: ISSUER, index: 0, kid: 'bad', why: 'is no key' }]);
});

test.each([
  ['is empty', []],
  ['holds no key that can be used', [BAD_KEY, { kty: 'oct', k: 'c2VjcmV0' }]],
])('a set that %s is a fault, and takes the place of no other', async (_title, keys) => {
  const { clock, state, find } = open();
  state.answer = async () => ({ keys });
  await expect(find()).rejects.toMatchObject({ code: 'ERR_ISSUER_INVALID' });
  state.answer = async () => ({ keys: [ES256.publicJwk] });
  clock.advance(10_000);
  expect(await find()).toBeDefined();
  state.answer = async () => ({ keys });
  clock.advance(20 * MINUTE_MS);
  expect(await find()).toBeDefined();
  await expect(find({ alg: 'ES256', kid: 'another' })).rejects.toMatchObject({ code: 'ERR_ISSUER_INVALID' });
});
