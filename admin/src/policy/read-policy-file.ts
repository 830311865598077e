import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';

import type { Shell } from '../system/shell.ts';

/** Deeper than any policy is. */
const MAX_DEPTH = 20;

/** The text of a file, or of stdin; nothing when it can't be read, which is said. */
export function readPolicyText(file: string, { complain, resolvePath }: Shell): string | undefined {
  try {
    return readFileSync(file === '-' ? process.stdin.fd : resolvePath(file), 'utf8');
  } catch (error) {
    complain(`${file} can't be read (${error instanceof Error && 'code' in error ? String(error.code) : 'no file'}).`);
    return undefined;
  }
}

/** What a file holds, YAML or JSON, for authz to judge; nothing when it can't be read, which is said. */
export function readPolicyFile(file: string, shell: Shell): object | undefined {
  const text = readPolicyText(file, shell);
  if (text === undefined) return undefined;
  const found = parseText(text);
  if (typeof found === 'object') return found;
  shell.complain(`${file}: ${found}.`);
  return undefined;
}

function parseText(text: string): object | string {
  if (text.trim() === '') return 'the file is empty';
  const lines = new LineCounter();
  const document = parseDocument(text, { prettyErrors: false, lineCounter: lines });
  const [error] = document.errors;
  if (error !== undefined) {
    return `line ${lines.linePos(error.pos[0]).line} is neither YAML nor JSON (${error.message.replace(/\.$/, '')})`;
  }
  try {
    const found: unknown = document.toJS();
    if (typeof found !== 'object' || found === null) return 'there is no policy in it';
    return isTree(found, 0) ? found : 'an alias in it leads into itself, or too far';
  } catch (error_) {
    // An alias that leads nowhere, or a thousandfold: found only when the node is read.
    if (error_ instanceof ReferenceError) return 'an alias in it leads nowhere, or too far';
    throw error_;
  }
}

/** Whether it ends somewhere: an alias can lead into what it stands in. */
function isTree(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth < MAX_DEPTH && Object.values(value).every((below) => isTree(below, depth + 1));
}
