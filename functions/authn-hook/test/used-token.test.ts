import { afterEach, beforeEach, expect, test } from 'vitest';

import { CALLER_SECRET } from './authn-server.ts';
import { server, signed, start, stop, trust } from './workload-server.ts';

const ONE = '0a0a0a0a-0000-4000-8000-000000000001';
const OTHER = '0a0a0a0a-0000-4000-8000-000000000002';

beforeEach(start);
afterEach(stop);

const kindOf = async (response: Response): Promise<unknown> => JSON.parse(await response.text())['kind'];

async function ask(password: string, headers: Record<string, string>): Promise<unknown> {
  const response = await fetch(`${server.origin}/v1/authenticate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${CALLER_SECRET}`, ...headers },
    body: JSON.stringify({ account: 'oidc', password }),
  });
  return kindOf(response);
}

test('a question that is put once more, since its answer got lost, uses a token once', async () => {
  await trust({ refuseReplay: true });
  const token = await signed();
  expect(await ask(token, { 'idempotency-key': ONE })).toBe('authenticated');
  expect(await ask(token, { 'idempotency-key': ONE })).toBe('authenticated');
  expect(await ask(token, { 'idempotency-key': OTHER })).toBe('refused');
});

test.each<[string, Record<string, string>]>([
  ['the id of the request, which a client may choose', { 'x-request-id': ONE }],
  ['nothing', {}],
  ['too short a name', { 'idempotency-key': 'a' }],
])('%s makes no second question the same', async (_title, headers) => {
  await trust({ refuseReplay: true });
  const token = await signed();
  expect(await ask(token, headers)).toBe('authenticated');
  expect(await ask(token, headers)).toBe('refused');
});

test('docker_auth uses no token up under a name that it would not sign', async () => {
  await trust({ refuseReplay: true });
  const token = await signed();
  const hook = async (name: string): Promise<number> => {
    const response = await fetch(`${server.origin}/hooks/ext-auth`, {
      method: 'POST',
      headers: { authorization: `Bearer ${CALLER_SECRET}`, 'content-type': 'application/octet-stream' },
      body: `${name} ${token}`,
    });
    return response.status;
  };
  expect(await hook('oidc')).toBe(403);
  expect(await hook('ci.4711')).toBe(200);
});
