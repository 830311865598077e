import { request } from 'node:http';
import type { Credentials } from '../clients/registry-tool.ts';
import { siteOf } from '../system/stack-schema.ts';
import type { Stack } from '../system/stack-schema.ts';
import { REGISTRY_SERVICE } from './token-request.ts';

export type TokenAnswer = { status: number; retryAfterSeconds: number | undefined };

/** Signs in at the edge from an address of this machine's own, of which 127.0.0.0/8 has many. */
export async function requestTokenFrom(stack: Stack, address: string, credentials: Credentials): Promise<TokenAnswer> {
  const url = new URL('/auth/token', siteOf(stack).registry);
  url.searchParams.set('service', REGISTRY_SERVICE);
  return await new Promise((resolve, reject) => {
    const outgoing = request(url, {
      localAddress: address,
      auth: `${credentials.username}:${credentials.password}`,
      signal: AbortSignal.timeout(30_000),
    });
    outgoing.once('error', reject);
    outgoing.once('response', (answer) => {
      const retryAfter = answer.headers['retry-after'];
      answer.once('error', reject);
      answer.once('end', () => {
        resolve({
          status: answer.statusCode ?? 0,
          retryAfterSeconds: retryAfter === undefined ? undefined : Number(retryAfter),
        });
      });
      answer.resume();
    });
    outgoing.end();
  });
}
