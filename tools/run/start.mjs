import { runForeground } from './child.mjs';

/** @param {{ node: string, args: string[] }} context */
export async function start({ node, args }) {
  return await runForeground(node, ['--conditions=source', 'local/src/main.ts', ...args]);
}
