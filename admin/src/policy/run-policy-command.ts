import { findSystem } from '../system/find-system.ts';
import { createAdminClient, type SystemAccess } from '../system/http-admin-client.ts';
import type { Target } from '../system/parse-target.ts';
import { createPlainShell } from '../system/plain-shell.ts';
import { RequestError } from '../system/request-error.ts';
import type { Shell } from '../system/shell.ts';
import { applyPolicy, restorePolicy, showPolicy } from './http-policy-changes.ts';
import { listHistory, showDiff } from './http-policy-history.ts';
import { explainAccess, type FindLabels, listWhoCan, simulatePolicy } from './http-policy-questions.ts';
import { answers } from './policy-answers.ts';
import type { ApplyCommand, PolicyCommand, SimulateCommand } from './policy-command.ts';
import type { PolicySession } from './policy-session.ts';
import { readPolicyFile } from './read-policy-file.ts';
import { runAclImport } from './run-acl-import.ts';

const READ = 'policy:default:read';
const BOTH = 'policy:default:read,write';
const SCOPES = {
  import: BOTH,
  show: READ,
  apply: BOTH,
  explain: READ,
  'who-can': READ,
  simulate: `${READ} audit:default:read`,
  history: READ,
  diff: READ,
  restore: BOTH,
} as const satisfies Record<PolicyCommand['kind'], string>;

/**
 * Runs one command; gives the exit code.
 *
 * @throws {TargetError} `ERR_TARGET`
 * @throws {RequestError} when the system can't be had
 */
export async function runPolicyCommand(command: PolicyCommand, target: Target, operator: Shell): Promise<number> {
  const shell = createPlainShell(operator);
  const { isJson } = command;
  const open = async (): Promise<{ access: SystemAccess; session: PolicySession }> => {
    const access = await findSystem(target, shell.resolvePath, 'authz');
    const send = createAdminClient(access, { scope: SCOPES[command.kind], onWait: shell.sayWaiting });
    return { access, session: { send, shell, isJson } };
  };
  if (command.kind === 'import') return await runAclImport(command, async () => (await open()).session, shell);
  if (command.kind === 'apply' || command.kind === 'simulate') {
    return await runOnFile(command, async () => (await open()).session, shell);
  }
  const { access, session } = await open();
  return await runOnSystem(command, session, createFindLabels(access, shell));
}

async function runOnFile(
  command: ApplyCommand | SimulateCommand,
  createSession: () => Promise<PolicySession>,
  shell: Shell,
): Promise<number> {
  const document = readPolicyFile(command.file, shell);
  if (document === undefined) return 2;
  const session = await createSession();
  return command.kind === 'apply'
    ? await applyPolicy(session, document, command)
    : await simulatePolicy(session, document, command.days);
}

type OnSystem = Exclude<PolicyCommand, { kind: 'import' | 'apply' | 'simulate' }>;

async function runOnSystem(command: OnSystem, session: PolicySession, findLabels: FindLabels): Promise<number> {
  switch (command.kind) {
    case 'show': {
      return await showPolicy(session, command.path);
    }
    case 'explain': {
      return await explainAccess(session, command, findLabels);
    }
    case 'who-can': {
      return await listWhoCan(session, command);
    }
    case 'history': {
      return await listHistory(session, command.limit);
    }
    case 'diff': {
      return await showDiff(session, command.number);
    }
    case 'restore': {
      return await restorePolicy(session, command);
    }
  }
}

/** Asks authn-hook, for those who may; whoever may not says the labels. */
function createFindLabels({ authnUrl, ...access }: SystemAccess, { sayWaiting }: Shell): FindLabels {
  return async (account) => {
    if (authnUrl === undefined) return { kind: 'unknown' };
    const system: SystemAccess = { ...access, api: 'authn-hook', apiUrl: authnUrl };
    const send = createAdminClient(system, { scope: 'identity:default:read', onWait: sayWaiting });
    try {
      const answer = await send({ method: 'GET', path: `/v1/users/${encodeURIComponent(account)}` });
      if (answer.status === 404) return { kind: 'no-user' };
      const user = answers.user.safeParse(answer.body);
      return answer.status === 200 && user.success ? { kind: 'found', labels: user.data.labels } : { kind: 'unknown' };
    } catch (error) {
      if (error instanceof RequestError) return { kind: 'unknown' };
      throw error;
    }
  };
}
