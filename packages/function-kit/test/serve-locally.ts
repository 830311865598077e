import { once } from 'node:events';
import { Server as HttpServer } from 'node:http';
import { connect, type Server } from 'node:net';

import { onTestFinished } from 'vitest';

/** Listens on a free port until the test is over. */
export async function serveLocally(server: Server): Promise<{ port: number; url: string }> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    if (server instanceof HttpServer) server.closeAllConnections();
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port.');
  return { port: address.port, url: `http://127.0.0.1:${address.port}` };
}

export type RawResponse = { status: number; headers: Record<string, string>; body: string };

/** Sends bytes that no HTTP client would send, and reads until the server closes the connection. */
export async function sendRaw(port: number, request: string | Buffer): Promise<RawResponse> {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.write(request);
  await once(socket, 'close');
  return parseResponse(Buffer.concat(chunks).toString());
}

function parseResponse(text: string): RawResponse {
  const [head = '', ...body] = text.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = lines.map((line) => [
    line.slice(0, line.indexOf(':')).toLowerCase(),
    line.slice(line.indexOf(':') + 2),
  ]);
  return {
    status: Number(statusLine.split(' ')[1]),
    headers: Object.fromEntries(headers),
    body: body.join('\r\n\r\n'),
  };
}
