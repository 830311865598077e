import { checkTrust } from './check-trust.ts';
import type { Command } from './command.ts';
import { findSystem } from '../system/find-system.ts';
import { type AdminClient, createAdminClient, type SystemAccess } from '../system/http-admin-client.ts';
import { listKeys, makeKey, revokeKey } from './http-key-commands.ts';
import { deleteUser, setDisabled, setLabels, setPassword } from './http-user-changes.ts';
import { addUser, listUsers, showUser } from './http-user-commands.ts';
import type { Target } from '../system/parse-target.ts';
import { createPlainShell } from '../system/plain-shell.ts';
import { runImport } from './run-import.ts';
import type { Shell } from '../system/shell.ts';

const READ = 'identity:default:read';
const WRITE = 'identity:default:write';
const BOTH = 'identity:default:read,write';
const SCOPES = {
  list: READ,
  show: READ,
  add: WRITE,
  password: BOTH,
  labels: BOTH,
  disable: BOTH,
  enable: BOTH,
  delete: BOTH,
  key: WRITE,
  keys: READ,
  revoke: BOTH,
  trust: READ,
} as const satisfies Record<Exclude<Command['kind'], 'import'>, string>;

/**
 * Runs one command; gives the exit code.
 *
 * @throws {TargetError} `ERR_TARGET`
 * @throws {RequestError} when the system can't be had
 */
export async function runCommand(command: Command, target: Target, operator: Shell): Promise<number> {
  const shell = createPlainShell(operator);
  const findAccess = async (): Promise<SystemAccess> => await findSystem(target, shell.resolvePath);
  if (command.kind === 'import') return await runImport(command, findAccess, shell);
  const access = await findAccess();
  const client = createAdminClient(access, { scope: SCOPES[command.kind], onWait: shell.sayWaiting });
  if (isOnKeys(command)) return await runKeyCommand(client, command, shell);
  const code = await runUserCommand(client, command, shell);
  const isStale = command.kind === 'password' && command.account === access.username && target.kind === 'local';
  if (isStale && code === 0) sayStale(access.username, shell);
  return code;
}

type OnKeys = Extract<Command, { kind: 'key' | 'keys' | 'revoke' }>;
type OnUsers = Exclude<Command, OnKeys | { kind: 'import' }>;

function isOnKeys(command: Command): command is OnKeys {
  return command.kind === 'key' || command.kind === 'keys' || command.kind === 'revoke';
}

async function runKeyCommand(client: AdminClient, command: OnKeys, shell: Shell): Promise<number> {
  switch (command.kind) {
    case 'key': {
      return await makeKey(client, command, new Date(), shell);
    }
    case 'keys': {
      return await listKeys(client, command.account, shell);
    }
    case 'revoke': {
      return await revokeKey(client, command, shell);
    }
  }
}

async function runUserCommand(client: AdminClient, command: OnUsers, shell: Shell): Promise<number> {
  switch (command.kind) {
    case 'list': {
      return await listUsers(client, shell);
    }
    case 'show': {
      return await showUser(client, command.account, shell);
    }
    case 'add': {
      return await addUser(client, command, shell);
    }
    case 'password': {
      return await setPassword(client, command, shell);
    }
    case 'labels': {
      return await setLabels(client, command, shell);
    }
    case 'disable':
    case 'enable': {
      return await setDisabled(client, { account: command.account, isDisabled: command.kind === 'disable' }, shell);
    }
    case 'delete': {
      return await deleteUser(client, command.account, shell);
    }
    case 'trust': {
      return await checkTrust(client, command, shell);
    }
  }
}

/** `npm start` wrote down the password that it made, and doesn't hear of another. */
function sayStale(account: string, { complain }: Shell): void {
  complain(`stack.json still has the old password: from now on, --username ${account} --password-file FILE`);
}
