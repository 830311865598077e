import { createServer } from 'node:net';

/** How many ports a system takes, counted from its base. */
const PORTS_PER_SYSTEM = 100;
const LOWEST_BASE = 21_000;
/** Below 32768: the kernel gives the ports from there on to outgoing connections. */
const HIGHEST_BASE = 31_900;

async function isFree(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen({ port, host: '0.0.0.0', exclusive: true }, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}

/** Whether nothing listens on any port that a system with this base may take. */
export async function areAllPortsFree(base: number): Promise<boolean> {
  const ports = Array.from({ length: PORTS_PER_SYSTEM }, (_, offset) => base + offset);
  return (await Promise.all(ports.map(async (port) => await isFree(port)))).every(Boolean);
}

/** A base from which a whole system's ports are free; starts looking at a place that depends on this process. */
export async function findFreePortBase(): Promise<number> {
  const bases = (HIGHEST_BASE - LOWEST_BASE) / PORTS_PER_SYSTEM + 1;
  const first = process.pid % bases;
  for (let step = 0; step < bases; step += 1) {
    const base = LOWEST_BASE + ((first + step) % bases) * PORTS_PER_SYSTEM;
    if (await areAllPortsFree(base)) {
      return base;
    }
  }
  throw new Error('No hundred free ports in a row.');
}
