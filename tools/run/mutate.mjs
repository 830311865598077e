import { runForeground } from './child.mjs';

/**
 * The mutation run of the decision core: all of it, or the files that are named.
 * @param {{ node: string, args: string[] }} context
 */
export async function mutate({ node, args }) {
  if (args.some((argument) => argument.startsWith('-'))) {
    console.error('npm run mutate [-- FILE…], as in npm run mutate -- packages/policy/src/decide/decide-grant.ts');
    return 2;
  }
  const files = args.length === 0 ? [] : ['--mutate', args.join(',')];
  return await runForeground(node, ['node_modules/.bin/stryker', 'run', ...files]);
}
