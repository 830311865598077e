import { runForeground } from './child.mjs';

/** @param {{ node: string, args: string[] }} context */
export async function policy({ node, args }) {
  return await runForeground(node, ['--conditions=source', 'admin/src/policy/main.ts', ...args]);
}
