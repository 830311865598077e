import type { PolicyDocument } from '@wharfinger/policy';
import * as z from 'zod';

import type { ApplyCommand, RestoreCommand } from './policy-command.ts';
import { answers } from './policy-answers.ts';
import { ask, type PolicySession, printJson } from './policy-session.ts';
import { describePolicy } from './describe-policy.ts';

/** Prints the policy, or one part of it. The version goes to stderr, so that stdout is a file for `apply`. */
export async function showPolicy(session: PolicySession, path: string | undefined): Promise<number> {
  if (path !== undefined) return await showPart(session, path);
  const read = await ask(session, { method: 'GET', path: '/v1/policy' }, answers.policy);
  if (read.kind === 'refused') return read.code;
  if (session.isJson) printJson(session.shell, read.body);
  else for (const line of describePolicy(read.value)) session.shell.print(line);
  session.shell.complain(`This is version ${read.etag ?? ''}: to write over no other, apply --base it.`);
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

/** Tells what a draft changes and what the system says against it; whether it could. */
export async function previewPolicy(session: PolicySession, document: PolicyDocument): Promise<number> {
  const body = { policy: document };
  const read = await ask(session, { method: 'POST', path: '/v1/simulate', body }, answers.simulated);
  if (read.kind === 'refused') return read.code;
  const { diff, diffTotal, warnings } = read.value;
  const { shell } = session;
  for (const { kind, path } of diff) shell.print(`${kind.padEnd(8)} ${path}`);
  if (diffTotal > diff.length) shell.print(`… and ${diffTotal - diff.length} more`);
  if (diffTotal === 0) shell.print('It changes nothing.');
  for (const { path, message } of warnings) shell.print(`warning  ${path}: ${message}`);
  return 0;
}

/** Makes a document the policy, in the place of one version. */
export async function applyPolicy(
  session: PolicySession,
  document: PolicyDocument,
  command: Pick<ApplyCommand, 'isDryRun' | 'reason' | 'isForced' | 'base'>,
): Promise<number> {
  const etag = command.base ?? (await ask(session, { method: 'GET', path: '/v1/policy' }, z.unknown()));
  if (typeof etag !== 'string' && etag.kind === 'refused') return etag.code;
  const version = typeof etag === 'string' ? etag : etag.etag;
  if (!session.isJson || command.isDryRun) {
    const code = await previewPolicy(session, document);
    if (code !== 0) return code;
  }
  if (command.isDryRun) {
    session.shell.print('This was a dry run: nothing has changed.');
    return 0;
  }
  return await write(session, `/v1/policy${queryOf(command)}`, {
    method: 'PUT',
    body: document,
    headers: { 'if-match': quoted(version ?? '') },
  });
}

/** Makes the policy of an earlier revision the policy again. */
export async function restorePolicy(session: PolicySession, command: RestoreCommand): Promise<number> {
  return await write(session, `/v1/revisions/${command.number}/restore${queryOf(command)}`, {
    method: 'POST',
    body: {},
    headers: {},
  });
}

async function write(
  session: PolicySession,
  path: string,
  request: { method: 'PUT' | 'POST'; body: unknown; headers: Record<string, string> },
): Promise<number> {
  const written = await ask(session, { ...request, path }, answers.written);
  if (written.kind === 'refused') return written.code;
  const { revision, isChanged, warnings } = written.value;
  if (session.isJson) printJson(session.shell, { revision, isChanged, warnings });
  else session.shell.print(isChanged ? `Revision ${revision} is the policy.` : `The policy was so already.`);
  return 0;
}

function quoted(etag: string): string {
  return etag.startsWith('"') ? etag : `"${etag}"`;
}

function queryOf({ reason, isForced }: { reason: string | undefined; isForced: boolean }): string {
  const query = new URLSearchParams();
  if (reason !== undefined) query.set('reason', reason);
  if (isForced) query.set('force', 'true');
  return query.size === 0 ? '' : `?${query.toString()}`;
}

/** Prints who changed the policy, the newest first. */
export async function listHistory(session: PolicySession, limit: number): Promise<number> {
  const read = await ask(session, { method: 'GET', path: `/v1/revisions?limit=${limit}` }, answers.revisions);
  if (read.kind === 'refused') return read.code;
  const { revisions, next } = read.value;
  if (session.isJson) {
    printJson(session.shell, read.body);
    return 0;
  }
  for (const { number, author, at, reason, restored, isForced, changes } of revisions) {
    const counts = Object.entries(changes).flatMap(([kind, paths]) =>
      paths.length === 0 ? [] : [`${paths.length} ${kind}`],
    );
    const facts = [
      String(number),
      at ?? 'no time',
      author ?? 'by hand',
      counts.join(', ') || 'nothing changed',
      ...(restored === undefined ? [] : [`restored ${restored}`]),
      ...(isForced === true ? ['forced'] : []),
      ...(reason === null ? [] : [`“${reason}”`]),
    ];
    session.shell.print(facts.join('  '));
  }
  if (next !== null) session.shell.print(`There are more: --limit ${limit * 2}`);
  return 0;
}

/** Prints what one revision changed. */
export async function showDiff(session: PolicySession, number: string): Promise<number> {
  const read = await ask(session, { method: 'GET', path: `/v1/revisions/${number}` }, answers.revision);
  if (read.kind === 'refused') return read.code;
  const { diff } = read.value;
  if (session.isJson) {
    printJson(session.shell, diff);
    return 0;
  }
  if (diff === null) {
    session.shell.complain('The revision before it is not kept, or cannot be read.');
    return 1;
  }
  for (const { kind, path, before, after } of diff) {
    session.shell.print(`${kind} ${path}`);
    if (before !== undefined) session.shell.print(`  - ${JSON.stringify(before)}`);
    if (after !== undefined) session.shell.print(`  + ${JSON.stringify(after)}`);
  }
  return 0;
}
