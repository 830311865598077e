import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';

/** A way to a server that can be cut, and one on which nothing comes back. */
export type Interruptible = {
  origin: string;
  /** `cut`: connections are refused or broken. `silent`: they are taken, and nothing is ever answered. */
  set: (mode: 'open' | 'cut' | 'silent') => void;
  close: () => Promise<void>;
};

/** Passes every byte on to a server on this machine, while the test lets it. */
export async function createInterruptible(target: URL): Promise<Interruptible> {
  const sockets = new Set<Socket>();
  let mode: 'open' | 'cut' | 'silent' = 'open';
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    // A broken connection is what the test is about.
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    keep(client);
    if (mode === 'cut') {
      client.destroy();
      return;
    }
    if (mode === 'silent') return;
    const upstream = connect(Number(target.port), target.hostname);
    keep(upstream);
    client.pipe(upstream).pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new TypeError('no port');
  const breakAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    origin: `http://127.0.0.1:${address.port}`,
    set: (next) => {
      mode = next;
      breakAll();
    },
    close: async () => {
      breakAll();
      server.close();
      await once(server, 'close');
    },
  };
}
