import { MAX_LIMIT } from './parse-policy-command.ts';
import { answers, type Revision } from './policy-answers.ts';
import { ask, type PolicySession, printJson } from './policy-session.ts';

/** Prints who changed the policy, the newest first. */
export async function listHistory(session: PolicySession, limit: number): Promise<number> {
  const read = await ask(session, { method: 'GET', path: `/v1/revisions?limit=${limit}` }, answers.revisions);
  if (read.kind === 'refused') return read.code;
  const { revisions, next } = read.value;
  if (session.isJson) {
    printJson(session.shell, read.body);
    return 0;
  }
  for (const revision of revisions) session.shell.print(describeRevision(revision));
  if (next !== null) {
    const more =
      limit < MAX_LIMIT ? `--limit ${Math.min(limit * 2, MAX_LIMIT)}` : 'GET /v1/revisions gives them page by page';
    session.shell.print(`There are more: ${more}`);
  }
  return 0;
}

function describeRevision({ number, author, at, reason, restored, isForced, changes }: Revision): string {
  const counts = Object.entries(changes).flatMap(([kind, paths]) =>
    paths.length === 0 ? [] : [`${paths.length} ${kind}`],
  );
  return [
    String(number),
    at ?? 'no time',
    author === '' ? 'anonymous' : (author ?? 'by hand'),
    counts.join(', ') || 'nothing changed',
    ...(restored === undefined ? [] : [`restored ${restored}`]),
    ...(isForced === true ? ['forced'] : []),
    ...(reason === null ? [] : [`“${reason}”`]),
  ].join('  ');
}

/** Prints what one revision changed. */
export async function showDiff(session: PolicySession, number: string): Promise<number> {
  const read = await ask(session, { method: 'GET', path: `/v1/revisions/${number}` }, answers.revision);
  if (read.kind === 'refused') return read.code;
  const { diff, diffTotal = 0 } = read.value;
  if (session.isJson) {
    printJson(session.shell, diff);
    return 0;
  }
  if (diff === null) {
    session.shell.complain('The revision before it is not kept, or cannot be read.');
    return 1;
  }
  if (diff.length === 0) session.shell.print('It changed nothing.');
  for (const { kind, path, before, after } of diff) {
    session.shell.print(`${kind} ${path}`);
    if (before !== undefined) session.shell.print(`  - ${JSON.stringify(before)}`);
    if (after !== undefined) session.shell.print(`  + ${JSON.stringify(after)}`);
  }
  if (diffTotal > diff.length) session.shell.print(`… and ${diffTotal - diff.length} more`);
  return 0;
}
