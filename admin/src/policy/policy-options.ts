import { parseArgs, type ParseArgsConfig } from 'node:util';

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
  help: { type: 'boolean', short: 'h' },
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
  state: { type: 'string' },
  'authz-url': { type: 'string' },
  'authn-url': { type: 'string' },
  'token-url': { type: 'string' },
  username: { type: 'string' },
  'password-file': { type: 'string' },
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

/** An option that belongs to other commands alone: who gave it meant something else. */
export function foreignPolicyOption(name: PolicyCommand['kind'], values: PolicyOptions): string | undefined {
  const own: readonly string[] = OPTIONS_OF[name];
  return Object.values(OPTIONS_OF)
    .flat()
    .find((option) => values[option] !== undefined && !own.includes(option));
}

/** Parts what was typed into options and the rest. */
export function parsePolicyOptions(
  args: readonly string[],
): { kind: 'ok'; values: PolicyOptions; positionals: string[] } | { kind: 'invalid'; reason: string } {
  try {
    return { kind: 'ok', ...parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true }) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: 'invalid', reason: `${message.split('. ')[0]?.replace(/\.$/, '') ?? message}.` };
  }
}
