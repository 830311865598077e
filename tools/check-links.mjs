// Every relative link of a document leads to a file, and to a heading when it names one. Run: node tools/check-links.mjs
import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { report } from './check/report.mjs';
import { listFiles, readFiles } from './check/workspace-files.mjs';

/** @typedef {import('./check/report.mjs').Problem} Problem */
/** @typedef {import('./check/workspace-files.mjs').File} File */

const CODE = /^(?<fence>```+|~~~+)[^]*?^\k<fence>|(?<tick>`+)[^\n]*?\k<tick>/gm;
const LINK = /\]\(\s*<?(?<target>[^)\s>]+)>?(?:\s+"[^"]*")?\s*\)|^\[[^\]]+\]:\s*(?<defined>\S+)/gm;
const ELSEWHERE = /^[a-z][a-z0-9+.-]*:|^\/\//i;

/**
 * Anchors as GitHub makes them of headings.
 * @param {string} text
 */
function anchorsOf(text) {
  const headings = text.replaceAll(/^(```+|~~~+)[^]*?^\1/gm, '').matchAll(/^#{1,6}\s+(?<heading>.+)$/gm);
  return new Set(
    [...headings].map(({ groups }) =>
      (groups?.heading ?? '')
        .trim()
        .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/**
 * Targets of a document's links within the repository, and their lines.
 * @param {string} text
 */
function readLinks(text) {
  const prose = text.replaceAll(CODE, (code) => code.replaceAll(/[^\n]/g, ' '));
  return [...prose.matchAll(LINK)]
    .map(({ groups, index }) => ({
      target: groups?.target ?? groups?.defined ?? '',
      line: prose.slice(0, index).split('\n').length,
    }))
    .filter(({ target }) => !ELSEWHERE.test(target));
}

/**
 * @param {readonly File[]} documents
 * @param {(path: string) => boolean} isThere whether something lies at a path of the repository
 * @returns {Problem[]}
 */
export function findLinkProblems(documents, isThere) {
  const anchors = new Map(documents.map(({ path, text }) => [path, anchorsOf(text)]));
  return documents.flatMap(({ path: file, text }) =>
    readLinks(text).flatMap(({ target, line }) => {
      const [address = '', anchor] = decodeURI(target).split('#');
      const path = address === '' ? file : posix.join(posix.dirname(file), address);
      if (address.startsWith('/') || path.startsWith('..') || !isThere(path)) {
        return [{ file, line, rule: `leads nowhere: ${target}` }];
      }
      const isHeading = anchor === undefined || (anchors.get(path)?.has(anchor) ?? true);
      return isHeading ? [] : [{ file, line, rule: `leads to no heading: ${target}` }];
    }),
  );
}

if (import.meta.main) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const documents = readFiles(listFiles('**/*.md'));
  const problems = findLinkProblems(documents, (path) => existsSync(`${root}/${path}`));
  report('links', problems, `every relative link of ${documents.length} documents leads somewhere`);
}
