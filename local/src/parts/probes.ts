import { once } from 'node:events';
import { connect } from 'node:net';
import type { Probe } from './part.ts';

const TIMEOUT_MS = 5000;
const LONGEST_REASON = 200;

/** Ready when a GET answers 200. */
export function httpProbe(url: string): Probe {
  return async () => {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'manual' });
      const body = await response.text();
      return response.status === 200
        ? undefined
        : `HTTP ${String(response.status)} ${body.slice(0, LONGEST_REASON)}`.trim();
    } catch {
      return 'no answer';
    }
  };
}

/** Ready when a TCP connection is taken. */
export function tcpProbe(port: number): Probe {
  return async () => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error('timeout')));
    try {
      await once(socket, 'connect');
      return undefined;
    } catch {
      return 'no answer';
    } finally {
      socket.destroy();
    }
  };
}
