import type { ParseArgsConfig } from 'node:util';

import { findForeignOption, type ParsedOptions, parseOptions, TARGET_OPTIONS } from '../system/command-options.ts';
import type { Command } from './command.ts';

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
  ...TARGET_OPTIONS,
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

/** An option that belongs to other commands alone. */
export function foreignUserOption(name: Command['kind'], values: Values): string | undefined {
  return findForeignOption(OPTIONS_OF[name], OPTIONS_OF, values);
}

/** Parts what was typed into options and the rest. */
export function parseUserOptions(args: readonly string[]): ParsedOptions<Values> {
  return parseOptions(args, OPTIONS);
}
