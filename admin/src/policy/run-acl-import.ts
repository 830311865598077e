import path from 'node:path';
import type { PolicyDocument } from '@wharfinger/policy';

import type { Shell } from '../system/shell.ts';
import { describePolicy } from './describe-policy.ts';
import { findPolicyProblems } from './find-policy-problems.ts';
import { applyPolicy, previewPolicy } from './http-policy-changes.ts';
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
  const { file, isJson, isOffline, keepsDefaults } = command;
  const text = readPolicyText(file, shell);
  if (text === undefined) return 2;
  const found = readAcl(text);
  const translation = found.kind === 'ok' ? translateAcl(found.entries) : found;
  if (translation.kind === 'invalid' || found.kind === 'invalid') {
    shell.complain(`${file}: ${translation.kind === 'invalid' ? translation.reason : 'no list'}.`);
    return 2;
  }
  const document = toDocument(translation.value, keepsDefaults);
  const notes = [...found.notes, ...translation.value.notes];
  if (isJson) printJson(shell, { policy: document, leftOut: translation.value.leftOut, notes });
  else report(translation.value, document, notes, shell);
  const problems = findPolicyProblems(document);
  for (const { path: place, message } of problems) shell.complain(`${file}: of what it becomes, ${place} ${message}`);
  if (problems.length > 0) return 1;
  const left = translation.value.leftOut.length === 0 ? 0 : 1;
  if (isOffline) return left;
  const code = await write(command, document, await createSession());
  return code === 0 ? left : code;
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
  if (command.isDryRun) {
    if (command.isJson) return 0;
    const code = await previewPolicy(session, document);
    shell.print('This was a dry run: nothing has changed.');
    return code;
  }
  const reason = `imported from ${path.basename(command.file)}`.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
  return await applyPolicy(session, document, {
    isDryRun: false,
    reason: reason.slice(0, REASON_MAX_LENGTH),
    isForced: false,
    base: current.etag ?? '',
  });
}
