import { runForeground } from './child.mjs';

/** @param {{ node: string, args: string[] }} context */
export async function users({ node, args }) {
  return await runForeground(node, ['--conditions=source', 'admin/src/users/main.ts', ...args]);
}
