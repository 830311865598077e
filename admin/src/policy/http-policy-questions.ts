import { describeWhoCan } from './describe-who-can.ts';
import {
  type AnsweringPolicy,
  answers,
  type GrantedLine,
  type Simulated,
  type WhoCanAnswer,
} from './policy-answers.ts';
import type { ExplainCommand, WhoCanCommand } from './policy-command.ts';
import { ask, type Asked, type PolicySession, printJson } from './policy-session.ts';

/** Labels of an account; whether there is none of that name, or they can't be had. */
export type FoundLabels =
  | { kind: 'found'; labels: Record<string, string[]> }
  | { kind: 'no-user' }
  | { kind: 'unknown' };
export type FindLabels = (account: string) => Promise<FoundLabels>;

/** Prints whether somebody may do something, by which rule, and what other rules lack; 1 when not. */
export async function explainAccess(
  session: PolicySession,
  command: ExplainCommand,
  findLabels: FindLabels,
): Promise<number> {
  const { account, action, name, type, address, service } = command;
  const labels = await labelsOf(command, findLabels, session.shell);
  const body = {
    account,
    labels,
    address,
    service,
    type,
    name,
    actions: [action],
  };
  const read = await ask(session, { method: 'POST', path: '/v1/explain', body }, answers.explained);
  if (read.kind === 'refused') return read.code;
  sayStale(read.value.policy, session.shell);
  const code = read.value.actions.every(({ isGranted }) => isGranted) ? 0 : 1;
  if (session.isJson) {
    printJson(session.shell, read.body);
    return code;
  }
  for (const each of read.value.actions) {
    session.shell.print(`${each.isGranted ? 'yes' : 'no'}: ${each.reason}`);
    for (const { kind, rule, failed } of each.near) {
      session.shell.print(`  ${kind} ${rule} not: ${failed.map(({ message }) => message).join('; ')}`);
    }
  }
  return code;
}

/** Those that were said, or that the account has; none where they can't be had, which is said. */
async function labelsOf(
  { account, labels }: ExplainCommand,
  findLabels: FindLabels,
  { complain }: PolicySession['shell'],
): Promise<Record<string, string[]>> {
  if (labels !== undefined || account === null) return labels ?? {};
  const found = await findLabels(account);
  if (found.kind === 'found') return found.labels;
  const why = found.kind === 'no-user' ? `There is no user ${account}` : `The labels of ${account} can't be read`;
  complain(`${why}. Asked without labels; say some: --label KEY=VALUE.`);
  return {};
}

/** Prints everybody whom a rule gives something to. */
export async function listWhoCan(session: PolicySession, { action, name, type }: WhoCanCommand): Promise<number> {
  const granted: GrantedLine[] = [];
  let last: WhoCanAnswer;
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams({ type, name, action, ...(cursor === null ? {} : { cursor }) });
    const request = { method: 'GET' as const, path: `/v1/who-can?${query.toString()}` };
    const read: Asked<WhoCanAnswer> = await ask(session, request, answers.whoCan);
    if (read.kind === 'refused') return read.code;
    last = read.value;
    granted.push(...last.granted);
    cursor = last.next;
  } while (cursor !== null);
  const { shell } = session;
  sayStale(last.policy, shell);
  if (session.isJson) {
    const { next: _, ...rest } = last;
    printJson(shell, { ...rest, granted });
    return 0;
  }
  for (const line of describeWhoCan({ ...last, granted })) shell.print(line);
  const { incomplete, incompleteTotal } = last;
  if (incompleteTotal > 0) {
    const more = incompleteTotal > incomplete.length ? ` and ${incompleteTotal - incomplete.length} more` : '';
    shell.complain(
      `Callers may be missing: these rules were not looked at to the end: ${incomplete.join(', ')}${more}.`,
    );
  }
  return 0;
}

/** Says that the policy that answered may not be the newest. */
function sayStale(policy: AnsweringPolicy | undefined, { complain }: PolicySession['shell']): void {
  if (policy?.isStale !== true) return;
  complain(
    `The store gives authz no policy at the moment: this is revision ${policy.revision}, and there may be a newer one. /readyz of authz says since when.`,
  );
}

/** Prints which decisions of the last days another policy would change. */
export async function simulatePolicy(session: PolicySession, policy: unknown, days: number): Promise<number> {
  const body = { policy, record: { days } };
  const read = await ask(session, { method: 'POST', path: '/v1/simulate', body }, answers.simulated);
  if (read.kind === 'refused') return read.code;
  sayStale(read.value.policy, session.shell);
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
