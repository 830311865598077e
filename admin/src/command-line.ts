import { parseArgs, type ParseArgsConfig } from 'node:util';

import { parseLifetimeDays } from './parse-lifetime.ts';
import { parseTarget, type Target } from './parse-target.ts';
import { type Format, FORMATS } from './read-user-file.ts';

export type ImportCommand = {
  kind: 'import';
  file: string;
  format: Format | undefined;
  isDryRun: boolean;
  isReplacing: boolean;
};

export type KeyCommand = {
  kind: 'key';
  account: string;
  name: string;
  /** `null`: whatever the account may. */
  scopes: readonly string[] | null;
  /** `null`: for ever. */
  lifetimeDays: number | null;
};

/** Where the password of a new user comes from. */
export type NewPassword = { kind: 'none' } | { kind: 'ask' } | { kind: 'file'; file: string };

export type AddCommand = { kind: 'add'; account: string; groups: string[]; password: NewPassword };

export type Command =
  | ImportCommand
  | KeyCommand
  | { kind: 'list' }
  | AddCommand
  | { kind: 'disable' | 'enable' | 'delete' | 'keys'; account: string }
  | { kind: 'revoke'; account: string; id: string };

type Invalid = { kind: 'invalid'; reason: string };

export type CommandLine = { kind: 'run'; command: Command; target: Target } | { kind: 'help' } | Invalid;

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  format: { type: 'string' },
  'dry-run': { type: 'boolean', short: 'n' },
  replace: { type: 'boolean' },
  group: { type: 'string', multiple: true },
  'new-password': { type: 'boolean' },
  'new-password-file': { type: 'string' },
  name: { type: 'string' },
  scopes: { type: 'string' },
  expires: { type: 'string' },
  state: { type: 'string' },
  'authn-url': { type: 'string' },
  'token-url': { type: 'string' },
  username: { type: 'string' },
  'password-file': { type: 'string' },
} as const satisfies ParseArgsConfig['options'];

type Parsed = ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true }>>;
type Values = Parsed['values'];

/** The options of one command each; all others are for every command. */
const OPTIONS_OF = {
  import: ['format', 'dry-run', 'replace'],
  list: [],
  add: ['group', 'new-password', 'new-password-file'],
  disable: [],
  enable: [],
  delete: [],
  key: ['name', 'scopes', 'expires'],
  keys: [],
  revoke: [],
} as const satisfies Record<Command['kind'], readonly (keyof Values)[]>;

const COMMANDS = {
  import: parseImport,
  list: (operands: readonly string[]): Command | Invalid =>
    operands.length === 0 ? { kind: 'list' } : invalid('list takes no name.'),
  add: parseAdd,
  disable: (operands: readonly string[]) => parseAccountAlone('disable', operands),
  enable: (operands: readonly string[]) => parseAccountAlone('enable', operands),
  delete: (operands: readonly string[]) => parseAccountAlone('delete', operands),
  key: parseKey,
  keys: (operands: readonly string[]) => parseAccountAlone('keys', operands),
  revoke: ([account, id, ...rest]: readonly string[]): Command | Invalid =>
    account === undefined || id === undefined || rest.length > 0
      ? invalid('revoke takes an account and the id of a key.')
      : { kind: 'revoke', account, id },
};

export function parseCommandLine(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): CommandLine {
  let parsed: Parsed;
  try {
    parsed = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    return invalid(firstSentence(error));
  }
  const { values, positionals } = parsed;
  const [name = '', ...operands] = positionals;
  if (values.help === true || args.length === 0) return { kind: 'help' };
  if (!isCommand(name)) return invalid(`Say what to do: ${Object.keys(COMMANDS).join(', ')}.`);
  const foreign = foreignOption(name, values);
  if (foreign !== undefined) return invalid(`--${foreign} is no option of ${name}.`);
  const command = COMMANDS[name](operands, values);
  if (command.kind === 'invalid') return command;
  const target = parseTarget(values, environment);
  if (target.kind === 'invalid') return target;
  if (command.kind === 'import' && command.file === '-' && isAsking(target)) {
    return invalid('With the file on stdin the password comes from --password-file.');
  }
  return { kind: 'run', command, target };
}

function isCommand(name: string): name is Command['kind'] {
  return Object.hasOwn(COMMANDS, name);
}

function isAsking(target: Target): boolean {
  return target.kind === 'remote' && target.passwordFile === undefined;
}

/** An option that belongs to other commands alone: who gave it meant something else. */
function foreignOption(name: Command['kind'], values: Values): string | undefined {
  const own: readonly string[] = OPTIONS_OF[name];
  return Object.values(OPTIONS_OF)
    .flat()
    .find((option) => values[option] !== undefined && !own.includes(option));
}

function parseImport(operands: readonly string[], values: Values): Command | Invalid {
  const [file, ...rest] = operands;
  if (file === undefined) return invalid('Which file?');
  if (rest.length > 0) return invalid('One file at a time.');
  const format = FORMATS.find((known) => known === values.format);
  if (values.format !== undefined && format === undefined) return invalid(`--format is ${FORMATS.join(' or ')}.`);
  const isDryRun = values['dry-run'] === true;
  return { kind: 'import', file, format, isDryRun, isReplacing: values.replace === true };
}

function parseAccountAlone(
  kind: 'disable' | 'enable' | 'delete' | 'keys',
  [account, ...rest]: readonly string[],
): Command | Invalid {
  return account === undefined || rest.length > 0 ? invalid(`${kind} takes one account.`) : { kind, account };
}

function parseAdd(operands: readonly string[], values: Values): Command | Invalid {
  const [account, ...rest] = operands;
  if (account === undefined || rest.length > 0) return invalid('add takes one account.');
  const { group: groups = [], 'new-password': isAsking = false, 'new-password-file': file } = values;
  if (isAsking && file !== undefined) return invalid('--new-password asks, --new-password-file reads: one of them.');
  if (file !== undefined) return { kind: 'add', account, groups, password: { kind: 'file', file } };
  return { kind: 'add', account, groups, password: { kind: isAsking ? 'ask' : 'none' } };
}

/** What a key may, and how long, is a word said, so that nobody makes one for everything and ever by leaving out. */
function parseKey(operands: readonly string[], { name, scopes, expires }: Values): Command | Invalid {
  const [account, ...rest] = operands;
  if (account === undefined || rest.length > 0) return invalid('key takes one account.');
  if (name === undefined) return invalid('What is the key called? --name NAME.');
  if (scopes === undefined) return invalid("What may it? --scopes 'repository:team/**:pull', or all.");
  const patterns = scopes.split(/\s+/).filter((pattern) => pattern !== '');
  if (patterns.length === 0) return invalid('--scopes is scope patterns joined by blanks, or all.');
  const lifetime = parseLifetimeDays(expires);
  if (lifetime.kind === 'invalid') return lifetime;
  return { kind: 'key', account, name, scopes: scopes === 'all' ? null : patterns, lifetimeDays: lifetime.value };
}

function invalid(reason: string): Invalid {
  return { kind: 'invalid', reason };
}

function firstSentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `${message.split('. ')[0]?.replace(/\.$/, '') ?? message}.`;
}
