import { parseArgs, type ParseArgsConfig } from 'node:util';

import type { Command, Invalid } from './command.ts';

export type Values = {
  [Name in 'help' | 'dry-run' | 'replace' | 'allow-administrators' | 'new-password']?: boolean | undefined;
} & {
  [
    Name in
      | 'format'
      | 'new-password-file'
      | 'name'
      | 'scopes'
      | 'expires'
      | 'token-file'
      | 'state'
      | 'authn-url'
      | 'token-url'
      | 'username'
      | 'password-file'
  ]?: string | undefined;
} & { group?: string[] | undefined };

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  format: { type: 'string' },
  'dry-run': { type: 'boolean', short: 'n' },
  replace: { type: 'boolean' },
  'allow-administrators': { type: 'boolean' },
  group: { type: 'string', multiple: true },
  'new-password': { type: 'boolean' },
  'new-password-file': { type: 'string' },
  name: { type: 'string' },
  scopes: { type: 'string' },
  expires: { type: 'string' },
  'token-file': { type: 'string' },
  state: { type: 'string' },
  'authn-url': { type: 'string' },
  'token-url': { type: 'string' },
  username: { type: 'string' },
  'password-file': { type: 'string' },
} as const satisfies Record<keyof Values, NonNullable<ParseArgsConfig['options']>[string]>;

/** The options of one command each; all others are for every command. */
const OPTIONS_OF = {
  import: ['format', 'dry-run', 'replace', 'allow-administrators'],
  list: [],
  show: [],
  add: ['group', 'new-password', 'new-password-file'],
  password: ['new-password-file'],
  labels: [],
  disable: [],
  enable: [],
  delete: [],
  key: ['name', 'scopes', 'expires'],
  keys: [],
  revoke: [],
  trust: ['token-file'],
} as const satisfies Record<Command['kind'], readonly (keyof Values)[]>;

/** An option that belongs to other commands alone: who gave it meant something else. */
export function foreignOption(name: Command['kind'], values: Values): string | undefined {
  const own: readonly string[] = OPTIONS_OF[name];
  return Object.values(OPTIONS_OF)
    .flat()
    .find((option) => values[option] !== undefined && !own.includes(option));
}

/** Parts what was typed into options and the rest. */
export function parseOptions(args: readonly string[]): { kind: 'ok'; values: Values; positionals: string[] } | Invalid {
  try {
    return { kind: 'ok', ...parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true }) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: 'invalid', reason: `${message.split('. ')[0]?.replace(/\.$/, '') ?? message}.` };
  }
}
