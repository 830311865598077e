import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, inject, test } from 'vitest';
import { siteOf } from './system/stack-schema.ts';

const { port } = new URL(siteOf(inject('stack')).registry);

/** Sends what there is, then nothing more; gives the whole answer once the edge has ended the connection. */
async function sendAndWait(...lines: string[]): Promise<string> {
  const socket = connect(Number(port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write(lines.join('\r\n'));
  return await text(socket);
}

describe('a client that begins a request and goes silent is sent away', () => {
  test.each([
    {
      title: 'a body for the token service',
      head: ['POST /auth/token HTTP/1.1', 'Content-Length: 100'],
      body: 'grant',
    },
    {
      title: 'a body in chunks for the token service',
      head: ['POST /auth/token HTTP/1.1', 'Transfer-Encoding: chunked'],
      body: '2\r\nab\r\n',
    },
    {
      title: 'a body without credentials for the registry',
      head: ['POST /v2/alice/app/blobs/uploads/ HTTP/1.1', 'Content-Length: 100'],
      body: 'layer',
    },
  ])('in $title, and told so as the registry would', { timeout: 20_000 }, async ({ head, body }) => {
    const answer = await sendAndWait(...head, 'Host: registry.example', '', body);

    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({ errors: [{ code: 'UNAVAILABLE' }] });
  });

  test('in its headers', { timeout: 20_000 }, async () => {
    expect(await sendAndWait('GET /v2/ HTTP/1.1', 'Host: registry.example', '')).toMatch(/^HTTP\/1\.1 408 /);
  });
});
