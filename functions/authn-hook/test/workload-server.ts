import { type FakeIssuer, startFakeIssuer } from '@wharfinger/fakes';
import * as z from 'zod';

import { adminToken, type AuthnServer, CALLER_SECRET, startAuthnServer } from './authn-server.ts';

export const AUDIENCE = 'https://registry.example';
export const ADMITTED = { status: 200, body: { kind: 'authenticated', account: 'ci.4711' } };
export const REFUSED = { status: 200, body: { kind: 'refused' } };

export let server: AuthnServer;
export let issuer: FakeIssuer;
const sent: string[] = [];

/** Starts the function and an issuer that has its clock. */
export async function start(): Promise<void> {
  server = await startAuthnServer();
  issuer = await startFakeIssuer({ now: server.clock.now });
}

/** Ends both. @throws {Error} when a part of a token that was sent is in the log */
export async function stop(): Promise<void> {
  const log = server.logLines.join('\n');
  await Promise.all([server.close(), issuer.close()]);
  // No part of a token is in the log, but for the header that all of them share.
  const parts = sent
    .splice(0)
    .flatMap((token) => token.split('.').slice(1))
    .filter((part) => part.length > 20);
  if (parts.some((part) => log.includes(part.slice(0, 20)))) throw new Error('A part of a token is in the log.');
}

export type Answer = { status: number; body: Record<string, unknown> };

async function post(path: string, body: unknown, authorization: string): Promise<Answer> {
  const response = await fetch(`${server.origin}${path}`, {
    method: path.startsWith('/v1/trusts') && !path.endsWith('/check') ? 'PUT' : 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: z.record(z.string(), z.unknown()).parse(await response.json()) };
}

export const signIn = async (token: string, account = 'oidc'): Promise<Answer> => {
  sent.push(token);
  return post('/v1/authenticate', { account, password: token }, `Bearer ${CALLER_SECRET}`);
};

export const trust = async (change: Record<string, unknown> = {}, name = 'ci'): Promise<Answer> =>
  post(
    `/v1/trusts/${name}`,
    {
      issuer: issuer.issuer,
      audiences: [AUDIENCE],
      conditions: { repository: ['acme/*'] },
      account: 'ci.${claims.repository_id}',
      ...change,
    },
    await adminToken('write'),
  );

export const signed = async (
  claims: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
): Promise<string> => issuer.sign({ repository: 'acme/app', repository_id: '4711', ...claims }, header);

export const check = async (token: string): Promise<Answer> => {
  sent.push(token);
  return post('/v1/trusts/ci/check', { token }, await adminToken('read'));
};

export const encode = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

export const nowSeconds = (): number => server.clock.now().getTime() / 1000;

/** Claims of which one is there twice, as no library would write them. */
export const twice = (first: string, last: string): string =>
  `{"iss":"https://twice.example","aud":"${AUDIENCE}","exp":${nowSeconds() + 60},"repository_id":"4711","repository":"${first}","repository":"${last}"}`;

/** Why the last sign-in was refused, as the log has it. */
export const lastReason = (): unknown =>
  server.logLines
    .map((line) => z.looseObject({ why: z.unknown().optional() }).parse(JSON.parse(line)).why)
    .findLast(Boolean);
