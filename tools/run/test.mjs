import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { runForeground } from './child.mjs';
import { setUp } from './setup.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Result */

/**
 * Sets up what the chosen suites need, runs them, and ends with the line `N passed, N failed`.
 * @param {{ node: string, args: string[] }} context
 */
export async function test({ node, args }) {
  const result = await runTests({ node, args });
  console.log(formatResult(result));
  return result.failed === 0 ? 0 : 1;
}

/**
 * @param {{ node: string, args: string[] }} context
 * @returns {Promise<Result>}
 */
export async function runTests({ node, args }) {
  if (!needsOnlyNode(args) && (await setUp(node, 'test')) !== 0) return { passed: 0, failed: 1, skipped: 0 };
  const folder = mkdtempSync(join(tmpdir(), 'wharfinger-test-'));
  const reportFile = join(folder, 'report.json');
  try {
    const code = await runForeground(node, [
      'node_modules/.bin/vitest',
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${reportFile}`,
      ...args,
    ]);
    const report = readReport(reportFile);
    for (const line of listSkipped(report)) console.log(line);
    return judge(report, code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The unit project runs on Node alone; every other choice of suites needs the system. */
export function needsOnlyNode(/** @type {readonly string[]} */ args) {
  const projects = args.flatMap((arg, index) => {
    if (arg.startsWith('--project=')) return [arg.slice('--project='.length)];
    return arg === '--project' ? [args[index + 1] ?? ''] : [];
  });
  return projects.length > 0 && projects.every((project) => project === 'unit');
}

/**
 * @typedef {{ status: string, fullName?: string, meta?: { skipReason?: string } }} TestReport
 * @typedef {{ status: string, name?: string, assertionResults: TestReport[] }} FileReport one test file in vitest's JSON report
 */

/**
 * Every skipped test by its name, below the reason why.
 * @param {readonly FileReport[]} files
 * @returns {string[]}
 */
export function listSkipped(files) {
  /** @type {Map<string, string[]>} */
  const byReason = new Map();
  for (const { name = '', assertionResults } of files) {
    const skipped = assertionResults.filter(({ status }) => status !== 'passed' && status !== 'failed');
    for (const { fullName, meta } of skipped) {
      const reason = meta?.skipReason ?? 'skipped where it is written';
      byReason.set(reason, [...(byReason.get(reason) ?? []), `  ${basename(name)}: ${fullName}`]);
    }
  }
  /** @type {string[]} */
  const lines = [];
  for (const [reason, names] of byReason) lines.push(`Skipped, ${names.length}: ${reason}`, ...names.toSorted());
  return lines;
}

/**
 * Counts tests by state. What no test shows counts as a failure as well: a file or hook that failed outside of its tests,
 * an unhandled error, a crash, and a run without a single test.
 * @param {readonly FileReport[]} files
 * @param {number} exitCode
 * @returns {Result}
 */
export function judge(files, exitCode) {
  const states = files.flatMap((file) => file.assertionResults.map((test) => test.status));
  const passed = states.filter((state) => state === 'passed').length;
  const failedTests = states.filter((state) => state === 'failed').length;
  const failedFiles = files.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const failed = failedTests + failedFiles;
  const isSilentFailure = failed === 0 && (exitCode !== 0 || passed === 0);
  return { passed, failed: isSilentFailure ? 1 : failed, skipped: states.length - passed - failedTests };
}

export function formatResult(/** @type {Result} */ { passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** @returns {FileReport[]} */
function readReport(/** @type {string} */ path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).testResults;
  } catch {
    return [];
  }
}
