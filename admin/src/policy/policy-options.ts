import type { ParseArgsConfig } from 'node:util';

import { findForeignOption, type ParsedOptions, parseOptions, TARGET_OPTIONS } from '../system/command-options.ts';
import type { PolicyCommand } from './policy-command.ts';

type Flag = 'help' | 'json' | 'dry-run' | 'replace' | 'partial' | 'keep-defaults' | 'offline' | 'force';
type WithValue =
  | 'reason'
  | 'base'
  | 'address'
  | 'service'
  | 'type'
  | 'days'
  | 'limit'
  | 'state'
  | 'authz-url'
  | 'authn-url'
  | 'token-url'
  | 'username'
  | 'password-file';

/** Options as they were typed. */
export type PolicyOptions = { [Name in Flag]?: boolean | undefined } & {
  [Name in WithValue]?: string | undefined;
} & { label?: string[] | undefined };

const OPTIONS = {
  ...TARGET_OPTIONS,
  json: { type: 'boolean' },
  'dry-run': { type: 'boolean', short: 'n' },
  replace: { type: 'boolean' },
  partial: { type: 'boolean' },
  'keep-defaults': { type: 'boolean' },
  offline: { type: 'boolean' },
  force: { type: 'boolean' },
  reason: { type: 'string' },
  base: { type: 'string' },
  address: { type: 'string' },
  service: { type: 'string' },
  label: { type: 'string', multiple: true },
  type: { type: 'string' },
  days: { type: 'string' },
  limit: { type: 'string' },
  'authz-url': { type: 'string' },
} as const satisfies Record<OptionName, NonNullable<ParseArgsConfig['options']>[string]>;

type OptionName = keyof PolicyOptions;

/** The options of some commands each; `json` and those that name the system are for every command. */
const OPTIONS_OF = {
  import: ['dry-run', 'replace', 'partial', 'keep-defaults', 'offline'],
  show: [],
  apply: ['dry-run', 'reason', 'force', 'base'],
  explain: ['address', 'service', 'label', 'type'],
  'who-can': ['type'],
  simulate: ['days'],
  history: ['limit'],
  diff: [],
  restore: ['reason', 'force'],
} as const satisfies Record<PolicyCommand['kind'], readonly OptionName[]>;

/** An option that belongs to other commands alone. */
export function foreignPolicyOption(name: PolicyCommand['kind'], values: PolicyOptions): string | undefined {
  return findForeignOption(OPTIONS_OF[name], OPTIONS_OF, values);
}

/** Parts what was typed into options and the rest. */
export function parsePolicyOptions(args: readonly string[]): ParsedOptions<PolicyOptions> {
  return parseOptions(args, OPTIONS);
}
