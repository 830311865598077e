import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { LOADER, RUN, SAVE_CACHES } from './loader.mjs';
import { startupEnvironment } from './startup-environment.mjs';

const LIMIT_MS = 30_000;

/**
 * Starts the built function once, and asks it for what is asked first, so that V8's compiled code of all that lies beside
 * each script; it is also the proof that what was built starts, answers and stops.
 * @param {string} name the function's folder
 * @param {string} out
 */
export async function warmUp(name, out) {
  const environment = startupEnvironment(name);
  if (environment === undefined) {
    console.log(`${name}: built without V8 cache, because tools/build/startup-environment.mjs doesn't name it`);
    return;
  }
  const main = join(out, 'warm-up.mjs');
  await writeFile(main, LOADER + SAVE_CACHES + RUN);
  try {
    await startOnce(main, environment);
  } catch (error) {
    throw new Error(`${name} as built doesn't start with tools/build/startup-environment.mjs`, { cause: error });
  } finally {
    await rm(main);
  }
}

/** @param {string} main @param {Readonly<Record<string, string>>} environment */
async function startOnce(main, environment) {
  const child = spawn(process.execPath, [main], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
  });
  const exited = once(child, 'exit');
  const output = [];
  for await (const line of createInterface({ input: child.stdout })) {
    output.push(line);
    const { msg, port } = JSON.parse(line);
    if (msg !== 'listening') continue;
    await answer(port, '/healthz');
    await answer(port, '/readyz');
    child.kill('SIGTERM');
  }
  const [code, signal] = await exited;
  if (code !== 0) throw new Error(`It ended with ${code ?? signal}:\n${output.join('\n')}`);
}

/** @param {number} port @param {string} path */
async function answer(port, path) {
  const [response] = await once(get({ host: '127.0.0.1', port, path, agent: false }), 'response');
  response.resume();
  await once(response, 'end');
}
