import type { AccountCommand, Command, Invalid } from './command.ts';
import type { Values } from './command-options.ts';
import { parseKeyId } from './parse-key-id.ts';
import { parseLifetimeDays } from './parse-lifetime.ts';
import { FORMATS } from './read-user-file.ts';

type Operands = readonly string[];
type Parser = (operands: Operands, values: Values) => Command | Invalid;

const parseAccountAlone =
  (kind: AccountCommand['kind']): Parser =>
  (operands) => {
    const account = parseOneAccount(kind, operands);
    return account.kind === 'invalid' ? account : { kind, account: account.value };
  };

const PARSERS: Readonly<Record<Command['kind'], Parser>> = {
  import: parseImport,
  list: (operands) => (operands.length === 0 ? { kind: 'list' } : invalid('list takes no name.')),
  show: parseAccountAlone('show'),
  add: parseAdd,
  password: parsePassword,
  labels: parseLabels,
  disable: parseAccountAlone('disable'),
  enable: parseAccountAlone('enable'),
  delete: parseAccountAlone('delete'),
  key: parseKey,
  keys: parseAccountAlone('keys'),
  revoke: parseRevoke,
  trust: parseTrust,
};

export const COMMAND_NAMES: readonly string[] = Object.keys(PARSERS);

export function isCommandName(name: string): name is Command['kind'] {
  return Object.hasOwn(PARSERS, name);
}

/** Parses what stands behind the name of a command. */
export function parseCommand(name: Command['kind'], operands: Operands, values: Values): Command | Invalid {
  return PARSERS[name](operands, values);
}

function parseImport(operands: Operands, values: Values): Command | Invalid {
  const [file, ...rest] = operands;
  if (file === undefined) return invalid('Which file?');
  if (rest.length > 0) return invalid('One file at a time.');
  const format = FORMATS.find((known) => known === values.format);
  if (values.format !== undefined && format === undefined) return invalid(`--format is ${FORMATS.join(' or ')}.`);
  const isDryRun = values['dry-run'] === true;
  const allowsAdministrators = values['allow-administrators'] === true;
  return { kind: 'import', file, format, isDryRun, isReplacing: values.replace === true, allowsAdministrators };
}

function parseAdd(operands: Operands, values: Values): Command | Invalid {
  const account = parseOneAccount('add', operands);
  if (account.kind === 'invalid') return account;
  const { group: groups = [], 'new-password': isAsking = false, 'new-password-file': file } = values;
  if (isAsking && file !== undefined) return invalid('--new-password asks, --new-password-file reads: one of them.');
  if (file !== undefined) return { kind: 'add', account: account.value, groups, password: { kind: 'file', file } };
  return { kind: 'add', account: account.value, groups, password: { kind: isAsking ? 'ask' : 'none' } };
}

function parsePassword(operands: Operands, { 'new-password-file': file }: Values): Command | Invalid {
  const account = parseOneAccount('password', operands);
  if (account.kind === 'invalid') return account;
  const password = file === undefined ? { kind: 'ask' as const } : { kind: 'file' as const, file };
  return { kind: 'password', account: account.value, password };
}

function parseLabels(operands: Operands): Command | Invalid {
  const [first, ...changes] = operands;
  const account = parseOneAccount('labels', first === undefined ? [] : [first]);
  if (account.kind === 'invalid') return account;
  const labels = new Map<string, readonly string[]>();
  for (const change of changes) {
    const equals = change.indexOf('=');
    const key = change.slice(0, Math.max(0, equals));
    if (key === '') return invalid('A label is KEY=VALUE,VALUE, or KEY= to take it away.');
    if (labels.has(key)) return invalid(`The label ${key} stands there twice.`);
    const values = change.slice(equals + 1);
    labels.set(key, values === '' ? [] : values.split(','));
  }
  if (labels.size === 0) return invalid('Which labels? KEY=VALUE,VALUE, or KEY= to take one away.');
  return { kind: 'labels', account: account.value, labels };
}

/** What a key may, and how long, is a word said, so that nobody makes one for everything and ever by leaving out. */
function parseKey(operands: Operands, { name, scopes, expires }: Values): Command | Invalid {
  const account = parseOneAccount('key', operands);
  if (account.kind === 'invalid') return account;
  if (name === undefined) return invalid('What is the key called? --name NAME.');
  if (scopes === undefined) return invalid("What may it? --scopes 'repository:team/**:pull', or all.");
  const patterns = scopes.split(/\s+/).filter((pattern) => pattern !== '');
  if (patterns.length === 0) return invalid('--scopes is scope patterns joined by blanks, or all.');
  const lifetime = parseLifetimeDays(expires);
  if (lifetime.kind === 'invalid') return lifetime;
  const allowed = scopes === 'all' ? null : patterns;
  return { kind: 'key', account: account.value, name, scopes: allowed, lifetimeDays: lifetime.value };
}

function parseRevoke(operands: Operands): Command | Invalid {
  const [first = '', key, ...rest] = operands;
  if (key === undefined || rest.length > 0) return invalid('revoke takes an account and the id of a key.');
  const account = parseOneAccount('revoke', [first]);
  if (account.kind === 'invalid') return account;
  const id = parseKeyId(key);
  return id.kind === 'invalid' ? id : { kind: 'revoke', account: account.value, id: id.value };
}

function parseTrust([verb, name, ...rest]: Operands, { 'token-file': tokenFile }: Values): Command | Invalid {
  if (verb !== 'check' || name === undefined || rest.length > 0)
    return invalid('trust check takes the name of a trust.');
  return name === '' ? invalid('The name is empty.') : { kind: 'trust', name, tokenFile };
}

function parseOneAccount(kind: Command['kind'], [account, ...rest]: Operands): { kind: 'ok'; value: string } | Invalid {
  if (account === undefined || rest.length > 0) return invalid(`${kind} takes one account.`);
  return account === '' ? invalid('The account is empty.') : { kind: 'ok', value: account };
}

function invalid(reason: string): Invalid {
  return { kind: 'invalid', reason };
}
