import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Script } from 'node:vm';

import { LOADER, RUN, SAVE_CACHES } from './loader.mjs';
import environments from './startup-environments.json' with { type: 'json' };

const LIMIT_MS = 30_000;

/**
 * Starts the built function once, and asks it for what is asked first, so that V8's compiled code of all that lies beside
 * each script; it is also the proof that what was built starts, answers and stops.
 * @param {string} name the function's folder
 * @param {string} out
 */
export async function warmUp(name, out) {
  const environment = new Map(Object.entries(environments)).get(name);
  if (environment === undefined) {
    console.log(`${name}: built without V8 cache, because tools/build/startup-environments.json doesn't name it`);
    return;
  }
  const main = join(out, 'warm-up.mjs');
  await writeFile(main, LOADER + SAVE_CACHES + RUN);
  try {
    await startOnce(main, environment);
  } catch (error) {
    throw new Error(`${name} as built doesn't start with tools/build/startup-environments.json`, { cause: error });
  } finally {
    await rm(main);
  }
  await checkCaches(out);
}

/** Tells of a cache that V8 would throw away without a word. @param {string} out */
async function checkCaches(out) {
  const caches = (await readdir(out)).filter((file) => file.endsWith('.cache'));
  for (const cache of caches) {
    const [text, cachedData] = await Promise.all([
      readFile(join(out, cache.replace(/\.cache$/, '')), 'utf8'),
      readFile(join(out, cache)),
    ]);
    if (new Script(text, { cachedData }).cachedDataRejected !== false) throw new Error(`V8 refuses ${out}/${cache}.`);
  }
  if (!caches.includes('function.js.cache')) throw new Error(`The warm-up left no cache in ${out}.`);
}

/** @param {string} main @param {Readonly<Record<string, string>>} environment */
async function startOnce(main, environment) {
  const child = spawn(process.execPath, [main], {
    env: { ...environment, PORT: '0', WHARFINGER_LISTEN_ADDRESS: '127.0.0.1' },
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
