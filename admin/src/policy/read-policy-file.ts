import { readFileSync } from 'node:fs';
import { type PolicyDocument, policyDocumentSchema } from '@wharfinger/policy';
import { parse, YAMLParseError } from 'yaml';

import type { Shell } from '../system/shell.ts';

/** The text of a file, or of stdin; nothing when it can't be read, which is said. */
export function readPolicyText(file: string, { complain, resolvePath }: Shell): string | undefined {
  try {
    return readFileSync(file === '-' ? process.stdin.fd : resolvePath(file), 'utf8');
  } catch (error) {
    complain(`${file} can't be read (${error instanceof Error && 'code' in error ? String(error.code) : 'no file'}).`);
    return undefined;
  }
}

/** A whole policy, YAML or JSON; nothing when it is none, and every faulty place is named. */
export function readPolicyFile(file: string, shell: Shell): PolicyDocument | undefined {
  const text = readPolicyText(file, shell);
  if (text === undefined) return undefined;
  let found: unknown;
  try {
    found = parse(text, { prettyErrors: false });
  } catch (error) {
    if (!(error instanceof YAMLParseError) && !(error instanceof ReferenceError)) throw error;
    shell.complain(`${file}: neither YAML nor JSON (${error.message}).`);
    return undefined;
  }
  const parsed = policyDocumentSchema.safeParse(found);
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues) {
    const place = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
    shell.complain(`${file}: $${place} ${message}`);
  }
  return undefined;
}
