import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { stackSchema } from './stack-schema.ts';
import type { Stack } from './stack-schema.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const STOP_TIMEOUT_MS = 60_000;

export type StartOptions = {
  stateDirectory: string;
  portBase: number;
  store?: 'memstore' | 'bluestore';
};

/** `npm start` as a child of the test. */
export type SystemProcess = {
  pid: number;
  stateDirectory: string;
  stackFile: string;
  /** Everything it has printed so far. */
  output: () => string;
  /** Resolves with the exit code, or null after a signal, when it has ended. */
  ended: Promise<number | null>;
  /** Waits for `stack.json`; fails with the output when the system ends or the deadline passes before. */
  whenReady: (timeoutMs?: number) => Promise<Stack>;
  /** Ends it as a terminal or a service manager does, and gives the exit code. */
  stop: (signal?: 'SIGTERM' | 'SIGINT') => Promise<number | null>;
};

/** Nothing of the test runner's own environment: NODE_ENV and NODE_OPTIONS would change the system. */
function plainEnvironment(): Record<string, string> {
  const names = ['PATH', 'HOME', 'USER', 'LANG', 'TMPDIR', 'WHARFINGER_CACHE', 'XDG_CACHE_HOME'];
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

/** A system that was killed leaves its file behind; the next one takes it away before it writes its own. */
function isFresh(file: string, sinceMs: number): boolean {
  return (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) >= sinceMs;
}

/** Starts the local system with its own command; doesn't wait for it. */
export function startSystemProcess(options: StartOptions): SystemProcess {
  const { stateDirectory, portBase, store } = options;
  const parameters = ['tools/run.mjs', 'start', '--state', stateDirectory, '--port-base', String(portBase)];
  const child = spawn(process.execPath, [...parameters, ...(store === undefined ? [] : ['--store', store])], {
    cwd: ROOT,
    env: { ...plainEnvironment(), WHARFINGER_DOCKER_AUTH: process.env['WHARFINGER_DOCKER_AUTH'] ?? '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const startedAtMs = Date.now();
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
  }
  const output = (): string => chunks.join('');
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  const stackFile = path.join(stateDirectory, 'stack.json');

  const whenReady = async (timeoutMs = 120_000): Promise<Stack> => {
    const deadline = performance.now() + timeoutMs;
    while (!isFresh(stackFile, startedAtMs)) {
      if (child.exitCode !== null || child.signalCode !== null) {
        throw new Error(`The system ended with ${child.exitCode ?? child.signalCode}:\n${output()}`);
      }
      if (performance.now() > deadline) {
        throw new Error(`The system was not ready within ${timeoutMs / 1000} s:\n${output()}`);
      }
      await delay(50);
    }
    return stackSchema.parse(JSON.parse(await readFile(stackFile, 'utf8')));
  };

  const stop = async (signal: 'SIGTERM' | 'SIGINT' = 'SIGTERM'): Promise<number | null> => {
    child.kill(signal);
    const deadline = new AbortController();
    const timeout = delay(STOP_TIMEOUT_MS, 'timeout' as const, { signal: deadline.signal }).catch(
      () => 'ended' as const,
    );
    const first = await Promise.race([ended, timeout]);
    deadline.abort();
    if (first === 'timeout') {
      throw new Error(`The system did not end within ${STOP_TIMEOUT_MS / 1000} s of ${signal}:\n${output()}`);
    }
    return await ended;
  };

  return { pid: child.pid ?? 0, stateDirectory, stackFile, output, ended, whenReady, stop };
}
