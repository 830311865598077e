import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const lineSchema = z.looseObject({ msg: z.string().optional(), port: z.int().optional() });

export type FunctionInstance = {
  origin: string;
  /** Every log line so far. */
  lines: readonly string[];
  stop: () => Promise<void>;
};

/** One more process of a function, as it is built, on a port of its own; resolves when it listens. */
export async function startFunctionInstance(
  name: 'authz' | 'token',
  environment: Readonly<Record<string, string>>,
): Promise<FunctionInstance> {
  const main = fileURLToPath(new URL(`../../functions/${name}/dist/main.mjs`, import.meta.url));
  const child = spawn(process.execPath, [main], {
    env: {
      NODE_ENV: 'production',
      PORT: '0',
      WHARFINGER_LISTEN_ADDRESS: '127.0.0.1',
      WHARFINGER_TRUSTED_PROXY_HOPS: '0',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const lines: string[] = [];
  const port = await new Promise<number>((resolve, reject) => {
    ended.then(() => reject(new Error(`The ${name} function ended.\n${lines.join('\n')}`)), reject);
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line);
      const { msg, port: found } = lineSchema.parse(JSON.parse(line));
      if (msg === 'listening' && found !== undefined) resolve(found);
    });
  });
  return {
    origin: `http://127.0.0.1:${port}`,
    lines,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
