import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';

import { cpuTimeMs } from './cpu-time.ts';

const LIMIT_MS = 20_000;

export type Program = { title: string; main: string; environment: Readonly<Record<string, string>> };

export type FirstAnswer = { elapsedMs: number; cpuMs: number };

/** Starts the program as a process and measures from there to the end of its first answer to `GET /healthz`. */
export async function firstAnswer(program: Program): Promise<FirstAnswer> {
  const startedMs = performance.now();
  const child = spawn(process.execPath, [program.main], {
    // Nothing of this process's environment, so that no NODE_OPTIONS of the one who measures speaks in.
    env: { ...program.environment, PORT: '0', WHARFINGER_LISTEN_ADDRESS: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
  });
  const exited = once(child, 'exit');
  try {
    const port = await listeningPort(child.stdout);
    if (port === undefined) throw new Error(`${program.title} ended before it listened, or not within ${LIMIT_MS} ms.`);
    const status = await statusOf(port);
    if (status !== 200) throw new Error(`${program.title} answered with ${status}.`);
    const elapsedMs = performance.now() - startedMs;
    return { elapsedMs, cpuMs: await cpuTimeMs(child.pid) };
  } finally {
    child.kill('SIGKILL');
    await exited;
  }
}

async function listeningPort(output: NodeJS.ReadableStream): Promise<number | undefined> {
  for await (const line of createInterface({ input: output })) {
    const { msg, port }: { msg?: unknown; port?: unknown } = JSON.parse(line);
    if (msg === 'listening') return Number(port);
  }
  return undefined;
}

async function statusOf(port: number): Promise<number | undefined> {
  const request = get({ host: '127.0.0.1', port, path: '/healthz', agent: false });
  const [response]: IncomingMessage[] = await once(request, 'response');
  response?.resume();
  if (response !== undefined) await once(response, 'end');
  return response?.statusCode;
}
