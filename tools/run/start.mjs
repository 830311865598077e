import { runChild } from './child.mjs';
import { forgetStack, stateDirectory } from './forget-stack.mjs';

/** What the supervisor ends with by itself: ended, could not start, wrong arguments. */
const OWN_CODES = new Set([0, 1, 2]);

/** @param {{ node: string, args: string[] }} context */
export async function start({ node, args }) {
  const ending = await runChild(node, ['--conditions=source', 'local/src/main.ts', ...args]);
  if (ending.wasAsked && ending.signal !== null && ending.signal !== 'SIGKILL') {
    // The signal came before the supervisor listened for it, so nothing had been started.
    console.log('Ended.');
    return 0;
  }
  if (ending.signal === null && OWN_CODES.has(ending.code)) return ending.code;
  const how = ending.signal ?? `exit code ${ending.code}`;
  console.error(
    `The supervisor of the system was ended from outside or broke (${how}); every part has been told to end as well.`,
  );
  const root = stateDirectory(args);
  if (await forgetStack(root)) console.error(`${root}/stack.json is removed. npm start makes a new beginning.`);
  return 1;
}
