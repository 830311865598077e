import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { adviseOnInstall } from './advise-on-install.mjs';
import { runChild } from './child.mjs';

/**
 * Runs `npm ci` when node_modules doesn't hold what package-lock.json asks for. After a failure, what to do has been said.
 * @param {string} root
 * @returns {Promise<'installed' | 'failed' | 'stopped'>}
 */
export async function install(root) {
  if (isInstalled(root)) return 'installed';
  return await withInstallLock(root, async () => {
    if (isInstalled(root)) return 'installed';
    const startedAt = Date.now();
    console.log('Installing the Node packages (npm ci) …');
    const ending = await runChild('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], { keepErrors: true });
    if (ending.wasAsked) return 'stopped';
    if (ending.code !== 0) {
      console.error(adviseOnInstall(ending.errors));
      return 'failed';
    }
    console.log(`Node packages installed in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.`);
    return 'installed';
  });
}

/**
 * Compares npm's record of what it installed with the lockfile; npm writes that record last, so an interrupted install has none.
 * @param {string} root
 */
export function isInstalled(root) {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const present = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (wanted === undefined || present === undefined) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const found = present[path];
    if (found === undefined) return entry.optional === true || entry.devOptional === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

/** @returns {Record<string, { version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }> | undefined} */
function readPackages(/** @type {string} */ path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/**
 * Two commands started at once in a fresh clone: the second waits for the first one's npm.
 * @template T
 * @param {string} root
 * @param {() => Promise<T>} work
 */
async function withInstallLock(root, work) {
  const path = join(root, '.cache', 'install.pid');
  mkdirSync(join(root, '.cache'), { recursive: true });
  while (!takeLock(path)) await sleep(500);
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

function takeLock(/** @type {string} */ path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    const holder = existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0;
    if (holder > 0 && !isAlive(holder)) rmSync(path, { force: true });
    return false;
  }
}

function isAlive(/** @type {number} */ pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
