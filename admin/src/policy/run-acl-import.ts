import path from 'node:path';
import type { PolicyDocument } from '@wharfinger/policy';

import type { Shell } from '../system/shell.ts';
import { describePolicy } from './describe-policy.ts';
import { findPolicyProblems } from './find-policy-problems.ts';
import { applyPolicy } from './http-policy-changes.ts';
import { answers } from './policy-answers.ts';
import type { ImportAclCommand } from './policy-command.ts';
import { ask, type PolicySession, printJson } from './policy-session.ts';
import { readAcl } from './read-acl.ts';
import { readPolicyText } from './read-policy-file.ts';
import { type TranslatedAcl, translateAcl } from './translate-acl.ts';

const REASON_MAX_LENGTH = 500;

/** Runs one import; gives the exit code. */
export async function runAclImport(
  command: ImportAclCommand,
  createSession: () => Promise<PolicySession>,
  shell: Shell,
): Promise<number> {
  const { file, isJson, keepsDefaults } = command;
  const read = readTranslated(file, shell);
  if (read === undefined) return 2;
  const { translated, notes } = read;
  const document = toDocument(translated, keepsDefaults);
  const { leftOut } = translated;
  if (isJson) printJson(shell, { policy: document, leftOut, notes });
  else report(translated, document, notes, shell);
  const problems = findPolicyProblems(document);
  for (const { path: place, message } of problems) shell.complain(`${file}: of what it becomes, ${place} ${message}`);
  if (problems.length > 0) return 1;
  const code = await writeUnlessLess(command, { document, leftOut }, createSession, shell);
  return code === 0 && leftOut.length > 0 ? 1 : code;
}

type Read = { translated: TranslatedAcl; notes: readonly string[] };

/** What a file becomes; nothing when that can't be said, and why is said. */
function readTranslated(file: string, shell: Shell): Read | undefined {
  const text = readPolicyText(file, shell);
  if (text === undefined) return undefined;
  const found = readAcl(text);
  const translation = found.kind === 'ok' ? translateAcl(found.entries) : found;
  if (translation.kind === 'invalid' || found.kind === 'invalid') {
    shell.complain(`${file}: ${translation.kind === 'invalid' ? translation.reason : 'no list'}.`);
    return undefined;
  }
  return { translated: translation.value, notes: [...found.notes, ...translation.value.notes] };
}

/** Writes it, unless entries are left out and nobody said that this is right. */
async function writeUnlessLess(
  command: ImportAclCommand,
  { document, leftOut }: { document: PolicyDocument } & Pick<TranslatedAcl, 'leftOut'>,
  createSession: () => Promise<PolicySession>,
  { complain }: Shell,
): Promise<number> {
  const { isOffline, isDryRun, isPartial } = command;
  if (isOffline) return 0;
  if (leftOut.length > 0 && !isDryRun && !isPartial) {
    complain('Nothing is written, because entries are left out. --partial writes the others.');
    return 1;
  }
  return await write(command, document, await createSession());
}

function report(
  { leftOut }: TranslatedAcl,
  document: PolicyDocument,
  notes: readonly string[],
  { print }: Pick<Shell, 'print'>,
): void {
  for (const line of describePolicy(document)) print(line);
  if (document.defaults) {
    print('The default bindings give more than the list did: everybody signed in their own namespace, and public/**.');
  }
  for (const note of notes) print(`note: ${note}`);
  for (const { index, comment, reasons } of leftOut) {
    print(`left out  acl[${index}]${comment === undefined ? '' : ` “${comment}”`}: ${reasons.join('. ')}.`);
  }
  print(
    leftOut.length === 0
      ? 'Every entry means the same here.'
      : `${leftOut.length} entries are left out: what they gave is not given, and nothing else is given for it.`,
  );
}

/** A whole policy; nobody is locked out by it. */
function toDocument({ roles, bindings, denials }: TranslatedAcl, keepsDefaults: boolean): PolicyDocument {
  return {
    schema: 1,
    defaults: keepsDefaults,
    roles,
    bindings: [
      ...bindings,
      {
        id: 'administrators',
        role: 'administrator',
        subjects: [{ kind: 'label', key: 'groups', value: 'administrators' }],
      },
    ],
    denials,
  };
}

async function write(command: ImportAclCommand, document: PolicyDocument, session: PolicySession): Promise<number> {
  const { shell } = session;
  const current = await ask(session, { method: 'GET', path: '/v1/policy' }, answers.policy);
  if (current.kind === 'refused') return current.code;
  const { roles, bindings, denials } = current.value;
  const own = Object.keys(roles).length + bindings.length + denials.length;
  if (own > 0 && !command.isReplacing) {
    shell.complain(`The system has ${own} roles and rules of its own. --replace writes over them; history keeps them.`);
    return 1;
  }
  const reason = `imported from ${path.basename(command.file)}`.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
  const { isDryRun } = command;
  // The policy itself is printed already.
  if (isDryRun && command.isJson) return 0;
  const code = await applyPolicy(session, document, {
    isDryRun,
    reason: reason.slice(0, REASON_MAX_LENGTH),
    isForced: false,
    base: current.etag ?? '',
  });
  const [, before] = /^"?(\d+)-/.exec(current.etag ?? '') ?? [];
  if (code === 0 && !isDryRun && before !== undefined)
    shell.complain(`To go back: npm run policy -- restore ${before}`);
  return code;
}
