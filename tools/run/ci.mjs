import { formatResult, runTests } from './test.mjs';
import { countFailedChecks } from './verify.mjs';

/**
 * Every static check, then every suite; the last line counts a failed check as one failure.
 * @param {{ node: string, args: string[] }} context
 */
export async function ci({ node, args }) {
  const failedChecks = await countFailedChecks(node);
  const tests = await runTests({ node, args });
  const result = { ...tests, failed: tests.failed + failedChecks };
  console.log(formatResult(result));
  return result.failed === 0 ? 0 : 1;
}
