import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { z } from 'zod';
import { createAccount } from './http/admin-api.ts';
import { REGISTRY_SERVICE } from './http/token-request.ts';
import type { FunctionInstance } from './system/function-instance.ts';
import { startTokenInstance } from './system/token-instance.ts';

const stack = inject('stack');
const stateDirectory = inject('stateDirectory');
const answerSchema = z.object({ access_token: z.string(), refresh_token: z.string() });

/** Two of them, so that what one has seen used the other must know of. */
const instances: FunctionInstance[] = [];

beforeAll(async () => {
  const rotating = { WHARFINGER_REFRESH_ROTATION: 'true' };
  instances.push(await startTokenInstance(stack, stateDirectory, rotating));
  instances.push(await startTokenInstance(stack, stateDirectory, rotating));
});

afterAll(async () => {
  await Promise.all(instances.map(async (instance) => await instance.stop()));
});

async function ask(instance: number, form: Readonly<Record<string, string>>): Promise<Response> {
  const url = new URL('/auth/token', instances[instance]?.origin);
  const body = new URLSearchParams({ service: REGISTRY_SERVICE, client_id: 'my-tool', ...form });
  return await fetch(url, { method: 'POST', body, signal: AbortSignal.timeout(30_000) });
}

async function refreshTokenOf(answer: Response): Promise<string> {
  expect(answer.status).toBe(200);
  return answerSchema.parse(await answer.json()).refresh_token;
}

async function logIn(): Promise<string> {
  const { username, password } = await createAccount(stack);
  const form = { grant_type: 'password', username, password, access_type: 'offline' };
  return await refreshTokenOf(await ask(0, form));
}

const refresh = async (instance: number, refreshToken: string): Promise<Response> =>
  await ask(instance, { grant_type: 'refresh_token', refresh_token: refreshToken });

async function expectRefused(answer: Response): Promise<void> {
  expect(answer.status).toBe(401);
  expect(await answer.json()).toMatchObject({ error: 'invalid_grant' });
}

describe('a rotating refresh token', () => {
  test('is followed by the next with every use, whichever instance is asked, and its end never moves', async () => {
    const issued = [await logIn()];
    for (const instance of [1, 0, 1]) {
      issued.push(await refreshTokenOf(await refresh(instance, issued.at(-1) ?? '')));
    }
    const claims = issued.map((token) => decodeJwt(token));
    expect(new Set(claims.map(({ jti }) => jti)).size).toBe(4);
    expect(new Set(claims.map(({ exp }) => exp)).size).toBe(1);
    expect(new Set(claims.map(({ sid }) => sid)).size).toBe(1);
  });

  test('that is used a second time is refused, ends its session, and is recorded', async () => {
    const stolen = await logIn();
    const next = await refreshTokenOf(await refresh(0, stolen));
    const newest = await refreshTokenOf(await refresh(0, next));
    await expectRefused(await refresh(1, stolen));
    await expectRefused(await refresh(1, newest));
    expect(instances[1]?.lines.join('\n')).toContain('refresh-token-reused');
  });

  test('that two use at the same time, or once more because an answer got lost, gives all the same next one', async () => {
    const shared = await logIn();
    const answers = await Promise.all([refresh(0, shared), refresh(1, shared)]);
    const tokens = await Promise.all([...answers, await refresh(1, shared)].map(refreshTokenOf));
    expect(new Set(tokens.map((token) => decodeJwt(token).jti)).size).toBe(1);
    await refreshTokenOf(await refresh(0, tokens[0] ?? ''));
    await expectRefused(await refresh(0, shared));
  });
});
