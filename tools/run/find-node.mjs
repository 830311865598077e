import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

const WANTED_MAJOR = 24;

/**
 * The Node that this project pins, as npm unpacked it for this platform; without one, the Node that runs this, if it is new enough.
 * NOTE: npm 10 leaves out the link node_modules/.bin/node, so the package's own file is looked for.
 * @param {string} root
 * @param {{ platform: string, arch: string, execPath: string, versions: { node: string } }} own
 * @returns {string | undefined}
 */
export function findNode(root, own = process) {
  const pinned = join(root, 'node_modules', `node-${own.platform}-${own.arch}`, 'bin', 'node');
  if (existsSync(pinned)) return pinned;
  return Number.parseInt(own.versions.node, 10) >= WANTED_MAJOR ? own.execPath : undefined;
}

/**
 * As npm does it for a script: `node`, first, and every tool are the ones that this project pins.
 * @param {string} root
 * @param {string} node
 * @param {string | undefined} path
 */
export function childPath(root, node, path) {
  return [dirname(node), join(root, 'node_modules', '.bin'), ...(path === undefined ? [] : [path])].join(delimiter);
}
