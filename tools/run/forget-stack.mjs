import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** The state that arguments of `npm start` ask for, as an absolute path. */
export function stateDirectory(/** @type {readonly string[]} */ args) {
  const { values } = parseArgs({ args: [...args], options: { state: { type: 'string' } }, strict: false });
  return resolve(typeof values.state === 'string' && values.state !== '' ? values.state : '.local');
}

/**
 * Removes the stack.json that a killed system left behind; false when a system runs on that state, whose file it then is.
 * @param {string} root
 */
export async function forgetStack(root) {
  if (await isHeld(root)) return false;
  rmSync(join(root, 'stack.json'), { force: true });
  return true;
}

/** Whether somebody holds the lock of local/src/state/lock.ts on a state. */
async function isHeld(/** @type {string} */ root) {
  const socket = connect(`\0wharfinger-${createHash('sha256').update(root).digest('hex')}`);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
