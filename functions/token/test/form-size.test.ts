import { expect, test } from 'vitest';

import { AUTHENTICATED, SERVICE, startTokenServer } from './token-server.ts';

/** The longest value that a form can make of a text: no byte of it as itself. */
function encodeEveryByte(text: string): string {
  return [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}

/** Fifty scopes, and blanks between them up to a length; scopes alone never are so long. */
function scopesOf(lengthBytes: number): string {
  const scopes = Array.from({ length: 50 }, (_, index) => `repository:alice/app-${index}:pull,push`).join(' ');
  return scopes.padEnd(lengthBytes);
}

// As long as workload tokens with the groups of their issuer get.
const TOKEN = 'x'.repeat(10_000);

test.each([4096, 16_384, 65_536])(
  'scopes of %d bytes, where that many are allowed, pass however they are encoded; one byte more is refused',
  async (maxScopesBytes) => {
    const server = await startTokenServer({ maxScopesBytes });
    server.upstream.authenticate = () => AUTHENTICATED;
    const ask = async (lengthBytes: number): Promise<Response> => {
      const rest = new URLSearchParams({ grant_type: 'password', service: SERVICE, username: 'alice', client_id: 'x' });
      const long = `scope=${encodeEveryByte(scopesOf(lengthBytes))}&password=${encodeEveryByte(TOKEN)}`;
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      return await fetch(`${server.origin}/token`, { method: 'POST', headers, body: `${rest.toString()}&${long}` });
    };
    try {
      const largest = await ask(maxScopesBytes);
      expect(largest.status).toBe(200);
      expect(await largest.json()).toMatchObject({ scope: expect.stringContaining('repository:alice/app-49:') });
      const tooLarge = await ask(maxScopesBytes + 1);
      expect(tooLarge.status).toBe(400);
      expect(await tooLarge.json()).toMatchObject({
        errors: [{ message: `The scopes of a request have at most ${maxScopesBytes} bytes.` }],
      });
    } finally {
      await server.close();
    }
  },
);
