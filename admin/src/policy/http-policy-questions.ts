import type { PolicyDocument } from '@wharfinger/policy';

import { answers, type Simulated, type WhoCanAnswer, type WhoCanLine } from './policy-answers.ts';
import type { ExplainCommand, WhoCanCommand } from './policy-command.ts';
import { ask, type Asked, type PolicySession, printJson } from './policy-session.ts';

/** Labels of an account; nothing when they can't be had. */
export type FindLabels = (account: string) => Promise<Record<string, string[]> | undefined>;

/** Prints whether somebody may do something, by which rule, and what other rules lack. */
export async function explainAccess(
  session: PolicySession,
  command: ExplainCommand,
  findLabels: FindLabels,
): Promise<number> {
  const { account, action, name, type, address, service } = command;
  const labels = command.labels ?? (account === null ? {} : await findLabels(account));
  if (labels === undefined) {
    session.shell.complain(
      `The labels of ${account ?? ''} can't be read; say them: --label KEY=VALUE. Asked without any.`,
    );
  }
  const body = {
    account,
    labels: labels ?? {},
    address,
    service,
    type,
    name,
    actions: [action],
  };
  const read = await ask(session, { method: 'POST', path: '/v1/explain', body }, answers.explained);
  if (read.kind === 'refused') return read.code;
  if (session.isJson) {
    printJson(session.shell, read.body);
    return 0;
  }
  for (const each of read.value.actions) {
    session.shell.print(`${each.isGranted ? 'yes' : 'no'}: ${each.reason}`);
    for (const { kind, rule, failed } of each.near) {
      session.shell.print(`  ${kind} ${rule} not: ${failed.map(({ message }) => message).join('; ')}`);
    }
  }
  return 0;
}

/** Prints everybody whom a rule gives something to. */
export async function listWhoCan(session: PolicySession, { action, name, type }: WhoCanCommand): Promise<number> {
  const found: WhoCanLine[] = [];
  let denied: readonly WhoCanLine[] = [];
  let isDeniedToAll = false;
  for (let cursor: string | null = ''; cursor !== null;) {
    const query = new URLSearchParams({ type, name, action, ...(cursor === '' ? {} : { cursor }) });
    const request = { method: 'GET' as const, path: `/v1/who-can?${query.toString()}` };
    const read: Asked<WhoCanAnswer> = await ask(session, request, answers.whoCan);
    if (read.kind === 'refused') return read.code;
    found.push(...read.value.granted);
    ({ denied, isDeniedToAll } = read.value);
    cursor = read.value.next;
  }
  const { shell } = session;
  if (session.isJson) {
    printJson(shell, { granted: found, denied, isDeniedToAll });
    return 0;
  }
  for (const line of found) shell.print(`${describeCallers(line)}  by ${line.rule}`);
  for (const line of denied) shell.print(`not ${describeCallers(line)}  by ${line.rule}`);
  if (isDeniedToAll) shell.print('A denial takes it from everybody.');
  if (found.length === 0) shell.print('Nobody.');
  return 0;
}

function describeCallers({ callers, conditions, isInForce }: WhoCanLine): string {
  const labels = callers.labels.map(({ key, value }) => `${key}=${value}`).join(' and ');
  const who = { everyone: 'everyone', 'signed-in': 'everyone signed in', account: callers.account ?? '', label: '' };
  const name = Object.entries(who).find(([kind]) => kind === callers.kind)?.[1] ?? callers.kind;
  const parts = [
    name,
    labels,
    ...Object.entries(conditions).map(([key, value]) => `${key} ${[value].flat().join(', ')}`),
    isInForce ? '' : 'not now',
  ];
  return parts.filter((part) => part !== '').join('  ');
}

/** Prints which decisions of the last days another policy would change. */
export async function simulatePolicy(session: PolicySession, policy: PolicyDocument, days: number): Promise<number> {
  const body = { policy, record: { days } };
  const read = await ask(session, { method: 'POST', path: '/v1/simulate', body }, answers.simulated);
  if (read.kind === 'refused') return read.code;
  if (session.isJson) printJson(session.shell, read.body);
  else for (const line of describeSimulation(read.value)) session.shell.print(line);
  return 0;
}

function describeSimulation({ changes, totals, warnings, areChangesTruncated, record }: Simulated): string[] {
  const since = record?.since === undefined ? '' : ` since ${record.since}`;
  const cut = record?.isCut === null || record?.isCut === undefined ? '' : `, not all of them (${record.isCut})`;
  return [
    ...warnings.map(({ path, message }) => `warning  ${path}: ${message}`),
    ...changes.map(({ account, scope, gained, lost, count, after }) => {
      const what = [...gained.map((action) => `+${action}`), ...lost.map((action) => `-${action}`)].join(' ');
      return `${account ?? 'anonymous'}  ${scope.type} ${scope.name}  ${what}  ${count} times  ${after.reason}`;
    }),
    ...(areChangesTruncated ? ['… and more'] : []),
    `${totals.changed} of ${totals.compared} decisions${since} would change${cut}: ${totals.withGains} would give more, ${totals.withLosses} less.`,
  ];
}
