import { once } from 'node:events';
import { createServer } from 'node:net';
import { findListener } from './find-listener.ts';
import { fixedPorts, type PortPlan } from './port-plan.ts';

/** The OSD listens on eight ports (four messengers, two protocols each). */
const PORTS_OF_AN_OSD = 8;

/** One sentence for each port that the system needs and something else has; empty when it can start. */
export async function findTakenPorts(plan: PortPlan): Promise<string[]> {
  const taken = await Promise.all(
    fixedPorts(plan).map(async ({ name, port }) =>
      (await isFree(port)) ? [] : [`port ${String(port)} (${name}) is in use${describeListener(port)}`],
    ),
  );
  const osdPorts = Array.from({ length: plan.osdLast - plan.osdFirst + 1 }, (_, index) => plan.osdFirst + index);
  const free = await Promise.all(osdPorts.map(isFree));
  if (free.filter(Boolean).length < PORTS_OF_AN_OSD) {
    taken.push([
      `fewer than ${String(PORTS_OF_AN_OSD)} of the ports ${String(plan.osdFirst)}-${String(plan.osdLast)} (osd) are free`,
    ]);
  }
  return taken.flat();
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen({ port, host: '127.0.0.1', exclusive: true });
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

function describeListener(port: number): string {
  const listener = findListener(port);
  return listener === undefined ? '' : ` by process ${String(listener.pid)} (${listener.command})`;
}
