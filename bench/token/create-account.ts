import { randomBytes } from 'node:crypto';
import type { OpenStack } from './open-stack.ts';

export type Account = { account: string; password: string };

export type Credentials = Account & { accessKey: string; refreshToken: string };

export const CLIENT_ID = 'docker';

export function basic(account: string, password: string): string {
  return `Basic ${Buffer.from(`${account}:${password}`).toString('base64')}`;
}

async function readJson(answer: Response): Promise<unknown> {
  if (!answer.ok) throw new Error(`${answer.url.split('?', 1)[0]} answered ${answer.status}: ${await answer.text()}`);
  return await answer.json();
}

function textOf(answer: unknown, name: string): string {
  const text = typeof answer === 'object' && answer !== null ? Reflect.get(answer, name) : undefined;
  if (typeof text !== 'string') throw new Error(`An answer has no ${name}.`);
  return text;
}

async function fetchToken(stack: OpenStack, who: Account, query: Record<string, string>): Promise<unknown> {
  const url = new URL(`/auth/token?${new URLSearchParams(query).toString()}`, stack.site.token);
  return await readJson(await fetch(url, { headers: { authorization: basic(who.account, who.password) } }));
}

/** Sends what the administrator writes. */
export type Admin = (path: string, request: { method: 'PUT' | 'POST'; body: string }) => Promise<unknown>;

export async function signInAsAdmin(stack: OpenStack): Promise<Admin> {
  const { username: account, password } = stack.admin;
  const query = { service: 'wharfinger', scope: 'identity:default:read,write' };
  const token = textOf(await fetchToken(stack, { account, password }, query), 'token');
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return async (path, request) =>
    await readJson(await fetch(new URL(path, stack.site.authnHook), { ...request, headers }));
}

export async function createUser(admin: Admin, account: string, secret: object): Promise<void> {
  await admin(`/v1/users/${account}`, { method: 'PUT', body: JSON.stringify(secret) });
}

/** A user of its own with everything that one can sign in with. */
export async function createAccount(stack: OpenStack): Promise<Credentials> {
  const admin = await signInAsAdmin(stack);
  const who = { account: `bench-${randomBytes(4).toString('hex')}`, password: randomBytes(18).toString('base64url') };
  await createUser(admin, who.account, { password: who.password });
  const key = JSON.stringify({ name: 'bench', scopes: null, expiresAt: null });
  const made = await admin(`/v1/users/${who.account}/access-keys`, { method: 'POST', body: key });
  const login = { service: 'registry.local', offline_token: 'true', client_id: CLIENT_ID };
  const refreshToken = textOf(await fetchToken(stack, who, login), 'refresh_token');
  return { ...who, accessKey: textOf(made, 'key'), refreshToken };
}
