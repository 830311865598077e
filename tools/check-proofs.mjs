// Every test that a document names as a proof exists, and is not skipped. Run: node tools/check-proofs.mjs
import { readTests } from './check/read-tests.mjs';
import { report } from './check/report.mjs';
import { listFiles, readFiles } from './check/workspace-files.mjs';

/** @typedef {import('./check/report.mjs').Problem} Problem */
/** @typedef {import('./check/workspace-files.mjs').File} File */

const DOCUMENT = 'registry/docker-auth/defects.md';
/** docker_auth's defects, as they are numbered. */
const DEFECTS = Array.from({ length: 20 }, (_, index) => `A${index + 1}`);
const PROOF = /`(?<path>[^`]+\.test\.ts)`: “(?<title>[^”]+)”/g;

/**
 * Rows of the table: which defect, on which line, and the tests that are named.
 * @param {string} text
 */
function readRows(text) {
  return text.split('\n').flatMap((line, index) => {
    const defect = /^\|\s*(?<defect>A\d+)\s*\|/.exec(line)?.groups?.defect;
    const proofs = [...line.matchAll(PROOF)].map(({ groups }) => ({
      path: groups?.path ?? '',
      title: groups?.title ?? '',
    }));
    return defect === undefined ? [] : [{ defect, line: index + 1, proofs }];
  });
}

/**
 * @param {File} document
 * @param {readonly File[]} tests every test of the repository
 * @returns {Problem[]}
 */
export function findProofProblems({ path: file, text }, tests) {
  const rows = readRows(text);
  const missing = DEFECTS.filter((defect) => !rows.some((row) => row.defect === defect)).map((defect) => ({
    file,
    rule: `${defect} has no row`,
  }));
  const broken = rows.flatMap(({ defect, line, proofs }) => {
    if (proofs.length === 0) return [{ file, line, rule: `${defect} names no test` }];
    return proofs.flatMap(({ path, title }) => {
      const found = tests.find((test) => test.path === path);
      if (found === undefined) return [{ file, line, rule: `${defect} names ${path}, which is not there` }];
      const named = readTests(found.text).filter((test) => test.title === title);
      if (named.length === 0)
        return [{ file, line, rule: `${defect} names a test that ${path} doesn't have: ${title}` }];
      return named.every(({ isOff }) => !isOff)
        ? []
        : [{ file, line, rule: `${defect} names a test that ${path} skips: ${title}` }];
    });
  });
  return [...missing, ...broken];
}

if (import.meta.main) {
  const tests = readFiles(listFiles('{functions,packages,local,e2e,admin,tools}/**/*.test.ts'));
  const problems = readFiles(DOCUMENT).flatMap((document) => findProofProblems(document, tests));
  report('proofs', problems, `${DEFECTS.length} defects are proven absent by tests that exist`);
}
