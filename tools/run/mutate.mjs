import { readFile } from 'node:fs/promises';

import { GROUPS } from '../mutate/groups.mjs';
import { formatScores, percentOf, scoresOf } from '../mutate/scores.mjs';
import { runForeground } from './child.mjs';

/** Below it the run fails. */
const LEAST_PERCENT = 90;

/**
 * The mutation run of the decision core, a group after the other: all of them, or those that are named.
 * @param {{ node: string, args: string[] }} context
 */
export async function mutate({ node, args }) {
  const unknown = args.find((name) => !Object.hasOwn(GROUPS, name));
  if (unknown !== undefined) {
    console.error(`npm run mutate [-- GROUP…], with the groups ${Object.keys(GROUPS).join(', ')}.`);
    return 2;
  }
  const names = args.length === 0 ? Object.keys(GROUPS) : args;
  const reports = [];
  for (const name of names) {
    console.log(`── ${name}`);
    const command = ['node_modules/.bin/stryker', 'run', 'tools/mutate/stryker.config.mjs'];
    const code = await runForeground(node, command, { env: { ...process.env, MUTATION_GROUP: name } });
    if (code !== 0) return code;
    reports.push(JSON.parse(await readFile(`.cache/mutation/${name}.json`, 'utf8')));
  }
  const scores = scoresOf(reports);
  const percent = percentOf(scores);
  console.log(`${formatScores(scores)}\n\n${percent.toFixed(1)} % killed; at least ${LEAST_PERCENT} % are asked for.`);
  return percent < LEAST_PERCENT ? 1 : 0;
}
