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
  const state: { answer: () => Promise<JSONWebKeySet> } = { answer: async () => ({ keys: [ES256.publicJwk] }) };
  const keysOf = createIssuerKeys({
    load: async (issuer) => {
      loads.push(issuer);
      return state.answer();
    },
    now: clock.now,
  });
  const find = async (key: { kid: string; alg: string } = ES256, lookUp: JWTVerifyGetKey = keysOf(ISSUER)) =>
    lookUp({ alg: key.alg, kid: key.kid }, TOKEN);
  return { clock, loads, state, keysOf, find };
}

const NO_SUCH_KEY = { code: 'ERR_JWKS_NO_MATCHING_KEY' };
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

  test('costs the issuer one fetch in ten seconds, however many ask', async () => {
    const { clock, loads, find } = open();
    await find();
    for (let index = 0; index < 50; index += 1) {
      await expect(find({ alg: 'ES256', kid: `forged-${index}` })).rejects.toMatchObject(NO_SUCH_KEY);
    }
    expect(loads).toHaveLength(1);
    clock.advance(10_000);
    const asked = Array.from({ length: 50 }, async () => find({ alg: 'ES256', kid: 'forged' }));
    expect((await Promise.allSettled(asked)).every(({ status }) => status === 'rejected')).toBe(true);
    expect(loads).toHaveLength(2);
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

test('a set that is none is a fault', async () => {
  const { state, find } = open();
  state.answer = async () => JSON.parse('{"keys": "none"}');
  await expect(find()).rejects.toMatchObject({ code: 'ERR_ISSUER_INVALID' });
});
