/** @typedef {{ file: string, line?: number, rule: string }} Problem */

/**
 * Prints what a check found, one line each as `file:line: rule`, and sets the exit status: 1 when there is anything.
 * @param {string} check
 * @param {readonly Problem[]} problems
 * @param {string} passed what was looked at, when all is well
 */
export function report(check, problems, passed) {
  for (const { file, line, rule } of problems) {
    console.error(`${line === undefined ? file : `${file}:${line}`}: ${rule}`);
  }
  if (problems.length > 0) {
    console.error(`${check}: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`);
    process.exitCode = 1;
    return;
  }
  console.log(`${check}: ${passed}`);
}
