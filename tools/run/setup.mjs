import { runForeground } from './child.mjs';

/**
 * Sets up what is missing on this machine for one purpose.
 * @param {string} node
 * @param {'test' | 'bench'} purpose
 */
export async function setUp(node, purpose) {
  return await runForeground(node, ['--conditions=source', 'local/src/setup/main.ts', purpose]);
}
