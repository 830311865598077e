import { publicJwks } from '@wharfinger/token';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { PUBLISHED_KEYS, startTokenServer, type TokenServer } from './token-server.ts';

let server: TokenServer;

beforeAll(async () => {
  server = await startTokenServer();
});

beforeEach(() => server.reset());

afterAll(() => server.close());

const getKeys = (headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(`${server.origin}/.well-known/jwks.json`, { headers });

describe('the key set', () => {
  test('has every key, public parts alone, and may be cached', async () => {
    const response = await getKeys();
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('public, max-age=300');
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual(publicJwks(PUBLISHED_KEYS));
  });

  test('is not sent again to whoever has it', async () => {
    const etag = (await getKeys()).headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]{43}"$/);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const response = await getKeys({ 'if-none-match': known });
      expect(response.status).toBe(304);
      expect(response.headers.get('etag')).toBe(etag);
      expect(response.headers.get('cache-control')).toBe('public, max-age=300');
      expect(await response.text()).toBe('');
    }
    expect((await getKeys({ 'if-none-match': '"other"' })).status).toBe(200);
  });

  test('is sent again once its keys have changed', async () => {
    const etag = (await getKeys()).headers.get('etag') ?? '';
    const [first, ...others] = PUBLISHED_KEYS;
    if (first === undefined) throw new Error('There are no keys.');
    server.upstream.keys = { kind: 'ready', active: first, all: others };
    expect((await getKeys({ 'if-none-match': etag })).status).toBe(200);
  });
});
