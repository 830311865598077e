import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { findListener, listeningInodes } from './find-listener.ts';
import { findTakenPorts } from './find-taken-ports.ts';
import { fixedPorts, planPorts } from './port-plan.ts';

const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

async function listen(port: number): Promise<number> {
  const server = createServer().listen(port, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

test('no two parts have a port in common', () => {
  const ports = fixedPorts(planPorts(20_000)).map(({ port }) => port);

  expect(new Set(ports).size).toBe(ports.length);
  expect(Math.min(...ports)).toBe(20_000);
  expect(Math.max(...ports)).toBeLessThan(planPorts(20_000).osdFirst);
});

test('a port that is taken is named with its part and its process', async () => {
  const port = await listen(0);
  const taken = await findTakenPorts(planPorts(port - 3));

  expect(taken.filter((problem) => problem.includes(String(port)))).toStrictEqual([
    `port ${String(port)} (broker) is in use by process ${String(process.pid)} (node)`,
  ]);
});

test('a port that nobody listens on has no listener', async () => {
  const port = await listen(0);
  expect(findListener(port)?.pid).toBe(process.pid);

  servers.splice(0).forEach((server) => server.close());

  expect(findListener(port)).toBeUndefined();
});

test('of the kernel table, only a listening socket on that very port counts', () => {
  const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:4E20 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1 0
   1: 0100007F:4E20 0100007F:9999 01 00000000:00000000 00:00000000 00000000     0        0 222 1 0
   2: 0100007F:4E21 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 333 1 0
`;

  expect(listeningInodes(table, 20_000)).toStrictEqual(['socket:[111]']);
  expect(listeningInodes(table, 20_001)).toStrictEqual(['socket:[333]']);
  expect(listeningInodes('', 20_000)).toStrictEqual([]);
});
