// A function's environment schema and its README's table name the same variables. Run: node tools/check-environment.mjs
import { environmentNames } from '@wharfinger/function-kit';

import { report } from './check/report.mjs';
import { readFiles } from './check/workspace-files.mjs';

/** @typedef {import('./check/report.mjs').Problem} Problem */

const ROW = /^\|\s*`(?<name>[A-Z][A-Z0-9_]*)`\s*\|/;
const HEADING = /^#{1,6}\s+(?<title>.*?)\s*$/;

/**
 * Variables that the first column of the tables under "Configuration" lists, with their lines.
 * @param {string} readme
 * @returns {{ name: string, line: number }[]}
 */
export function readTable(readme) {
  let isInside = false;
  return readme.split('\n').flatMap((text, index) => {
    const title = HEADING.exec(text)?.groups?.title;
    if (title !== undefined) isInside = title === 'Configuration';
    const name = isInside ? ROW.exec(text)?.groups?.name : undefined;
    return name === undefined ? [] : [{ name, line: index + 1 }];
  });
}

/**
 * @param {string} file the README
 * @param {string} readme its text
 * @param {readonly string[]} names keys of the function's environmentSchema
 * @returns {Problem[]}
 */
export function findEnvironmentProblems(file, readme, names) {
  const rows = readTable(readme);
  const missing = names
    .filter((name) => !rows.some((row) => row.name === name))
    .map((name) => ({ file, rule: `${name} is read by src/config.ts but not in the table under "Configuration"` }));
  const surplus = rows
    .filter(({ name }) => !names.includes(name))
    .map(({ name, line }) => ({ file, line, rule: `${name} is in the table, but no variable of src/config.ts` }));
  const repeated = rows
    .filter(({ name }, index) => rows.findIndex((row) => row.name === name) !== index)
    .map(({ name, line }) => ({ file, line, rule: `${name} is in the table twice` }));
  return [...missing, ...surplus, ...repeated];
}

if (import.meta.main) {
  const readmes = readFiles('functions/*/README.md');
  const problems = await Promise.all(
    readmes.map(async ({ path, text }) => {
      const { environmentSchema } = await import(
        new URL(`../${path.replace('README.md', 'src/config.ts')}`, import.meta.url).href
      );
      return findEnvironmentProblems(path, text, environmentNames(environmentSchema));
    }),
  );
  report('environment', problems.flat(), `${readmes.length} functions list the variables that they read`);
}
