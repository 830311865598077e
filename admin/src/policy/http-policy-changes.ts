import * as z from 'zod';

import type { AdminRequest } from '../system/http-admin-client.ts';
import type { ApplyCommand, RestoreCommand } from './policy-command.ts';
import { answers, type Written } from './policy-answers.ts';
import { applyLine, ask, type PolicySession, printJson } from './policy-session.ts';
import { describePolicy } from './describe-policy.ts';

/** Prints the policy, or one part of it. The version goes to stderr, so that stdout is a file for `apply`. */
export async function showPolicy(session: PolicySession, path: string | undefined): Promise<number> {
  if (path !== undefined) return await showPart(session, path);
  const read = await ask(session, { method: 'GET', path: '/v1/policy' }, answers.policy);
  if (read.kind === 'refused') return read.code;
  if (session.isJson) printJson(session.shell, read.body);
  else for (const line of describePolicy(read.value)) session.shell.print(line);
  const etag = read.etag ?? '';
  session.shell.complain(`This is version ${etag}. To write in its place alone: ${applyLine(etag)}`);
  return 0;
}

async function showPart(session: PolicySession, path: string): Promise<number> {
  const [set = '', ...id] = path.split('/');
  const request = { method: 'GET' as const, path: `/v1/${set}/${encodeURIComponent(id.join('/'))}` };
  const read = await ask(session, request, z.looseObject({}));
  if (read.kind === 'refused') return read.code;
  printJson(session.shell, read.body);
  return 0;
}

/** A document in the place of one version. */
type Write = { document: unknown; etag: string; query: { reason: string | undefined; isForced: boolean } };

/** Makes a document the policy, in the place of one version; a dry run says what would come of that, or against it. */
export async function applyPolicy(
  session: PolicySession,
  document: unknown,
  command: Pick<ApplyCommand, 'isDryRun' | 'reason' | 'isForced' | 'base'>,
): Promise<number> {
  const etag = command.base ?? (await readVersion(session));
  if (typeof etag === 'number') return etag;
  const write: Write = { document, etag, query: command };
  if (command.isDryRun) return await tryPolicy(session, write);
  const code = session.isJson ? 0 : await showChanges(session, write);
  if (code !== 0) return code;
  const written = await ask(session, requestOf(write), answers.written);
  return written.kind === 'refused' ? written.code : reportWritten(written.value, session);
}

/** The version that there is, or the exit code. */
async function readVersion(session: PolicySession): Promise<string | number> {
  const read = await ask(session, { method: 'GET', path: '/v1/policy' }, z.unknown());
  return read.kind === 'refused' ? read.code : (read.etag ?? '');
}

async function tryPolicy(session: PolicySession, write: Write): Promise<number> {
  const code = await showChanges(session, write);
  if (code === 0 && !session.isJson) session.shell.print('This was a dry run: nothing has changed.');
  return code;
}

/** Prints what a write would change and what the system says against it; whether it could. */
async function showChanges(session: PolicySession, write: Write): Promise<number> {
  const read = await ask(session, requestOf(write, { dryRun: 'true' }), answers.tried);
  if (read.kind === 'refused') return read.code;
  const { shell } = session;
  if (session.isJson) {
    printJson(shell, read.body);
    return 0;
  }
  const { isChanged, diff, diffTotal = 0, warnings } = read.value;
  for (const { kind, path } of diff ?? []) shell.print(`${kind.padEnd(8)} ${path}`);
  if (diff === null) shell.print('What is stored cannot be read, so that nobody can say what this changes.');
  else if (diffTotal > diff.length) shell.print(`… and ${diffTotal - diff.length} more`);
  if (!isChanged) shell.print('It changes nothing.');
  printWarnings(warnings, shell);
  return 0;
}

function requestOf({ document, etag, query }: Write, more: Record<string, string> = {}): AdminRequest {
  const path = `/v1/policy${queryOf(query, more)}`;
  return { method: 'PUT', path, body: document, headers: { 'if-match': quoted(etag) } };
}

function printWarnings(
  warnings: readonly { path: string; message: string }[],
  { print }: PolicySession['shell'],
): void {
  for (const { path, message } of warnings) print(`warning  ${path}: ${message}`);
}

/** Makes the policy of an earlier revision the policy again. */
export async function restorePolicy(session: PolicySession, command: RestoreCommand): Promise<number> {
  const path = `/v1/revisions/${command.number}/restore${queryOf(command)}`;
  const written = await ask(session, { method: 'POST', path, body: {} }, answers.written);
  if (written.kind === 'refused') return written.code;
  if (!session.isJson) printWarnings(written.value.warnings, session.shell);
  return reportWritten(written.value, session);
}

function reportWritten(
  { revision, isChanged, warnings }: Written,
  { shell, isJson }: Pick<PolicySession, 'shell' | 'isJson'>,
): number {
  if (isJson) printJson(shell, { revision, isChanged, warnings });
  else shell.print(isChanged ? `Revision ${revision} is the policy.` : `The policy was so already.`);
  return 0;
}

function quoted(etag: string): string {
  return etag.startsWith('"') ? etag : `"${etag}"`;
}

function queryOf({ reason, isForced }: Write['query'], more: Record<string, string> = {}): string {
  const query = new URLSearchParams(more);
  if (reason !== undefined) query.set('reason', reason);
  if (isForced) query.set('force', 'true');
  return query.size === 0 ? '' : `?${query.toString()}`;
}
