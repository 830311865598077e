import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

/** What an endpoint does once a request has come in whole: writes bytes, waits, hangs up. */
export type Behaviour = (socket: Socket) => void;

/** An endpoint that does as it likes, down to the bytes. */
export type RawEndpoint = { origin: string; port: number; requests: string[]; stop: () => Promise<void> };

/** Starts one; `requests` has the text of each request so far. */
export async function startRawEndpoint(behaviour: Behaviour, port = 0): Promise<RawEndpoint> {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let text = '';
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      // The scripts send every body in chunks.
      if (!text.endsWith('\r\n0\r\n\r\n')) return;
      requests.push(text);
      text = '';
      behaviour(socket);
    });
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new TypeError('no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    port: address.port,
    requests,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Writes an answer with its length and ends the connection. */
export function answer(status: string, mediaType: string | undefined, body = '', headers: string[] = []): Behaviour {
  const bytes = Buffer.from(body, 'latin1');
  const type = mediaType === undefined ? [] : [`Content-Type: ${mediaType}`];
  const head = [`HTTP/1.1 ${status}`, ...type, `Content-Length: ${bytes.byteLength}`, ...headers, 'Connection: close'];
  return (socket) => socket.end(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), bytes]));
}

/** Writes these bytes and ends the connection. */
export function raw(text: string): Behaviour {
  return (socket) => socket.end(Buffer.from(text, 'latin1'));
}
