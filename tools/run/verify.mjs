import { readdirSync } from 'node:fs';
import { runForeground } from './child.mjs';

/** @param {{ node: string }} context */
export async function verify({ node }) {
  return (await countFailedChecks(node)) === 0 ? 0 : 1;
}

/**
 * Runs every static check, goes on after a failed one, and says at the end which failed.
 * @param {string} node
 */
export async function countFailedChecks(node) {
  const results = [];
  for (const step of listSteps()) {
    console.log(`\n── ${step.title}`);
    const startedAt = Date.now();
    const code = await runForeground(node, step.args, { env: environment() });
    results.push({ title: step.title, isPassed: code === 0, seconds: (Date.now() - startedAt) / 1000 });
    if (code === 130 || code === 143) break;
  }
  console.log('');
  for (const { title, isPassed, seconds } of results) {
    console.log(`${isPassed ? 'ok    ' : 'FAILED'} ${seconds.toFixed(1).padStart(6)} s  ${title}`);
  }
  return results.filter((result) => !result.isPassed).length;
}

function listSteps() {
  const checks = readdirSync('tools').filter((file) => /^check-[a-z0-9-]+\.mjs$/.test(file));
  return [
    { title: 'types', args: ['node_modules/.bin/turbo', 'run', 'check', '--output-logs=errors-only'] },
    { title: 'lint', args: ['node_modules/.bin/oxlint', '--type-aware'] },
    { title: 'format', args: ['node_modules/.bin/oxfmt', '--check'] },
    ...checks
      .toSorted()
      .map((file) => ({ title: file.slice('check-'.length, -'.mjs'.length), args: [`tools/${file}`] })),
    { title: 'unused code', args: ['node_modules/.bin/knip'] },
  ];
}

function environment() {
  return { ...process.env, TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1' };
}
