import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const PACKAGE_FOLDER = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/;

/**
 * Collects name, version, licence and licence text of every package that a bundle holds.
 * @param {readonly import('esbuild').Metafile[]} metafiles
 */
export async function thirdPartyLicences(metafiles) {
  const inputs = metafiles.flatMap((metafile) => Object.keys(metafile.inputs));
  const folders = new Set(
    inputs.map((input) => PACKAGE_FOLDER.exec(input)?.[0]).filter((folder) => folder !== undefined),
  );
  const notices = await Promise.all([...folders].toSorted().map(noticeOf));
  return notices.join(`\n${'-'.repeat(80)}\n\n`);
}

/** @param {string} folder */
async function noticeOf(folder) {
  const { name, version, license, author } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const text =
    file === undefined
      ? `Author: ${author?.name ?? author ?? 'see the package'}\n`
      : await readFile(join(folder, file), 'utf8');
  return `${name} ${version} (${license})\n\n${text.trim()}\n`;
}
