import { parseArgs, type ParseArgsConfig } from 'node:util';

import type { Target, TargetOptions } from './parse-target.ts';

type OptionTypes = NonNullable<ParseArgsConfig['options']>;

type TargetOptionName = Exclude<keyof TargetOptions, 'authz-url'>;

/** What was typed, in parts, or why it can't be. */
export type ParsedOptions<Values> =
  | { kind: 'ok'; values: Values; positionals: string[] }
  | { kind: 'invalid'; reason: string };

/** Options of every command: which system is meant, and who asks. */
export const TARGET_OPTIONS: Record<TargetOptionName, { type: 'string' }> & { help: { type: 'boolean'; short: 'h' } } =
  {
    help: { type: 'boolean', short: 'h' },
    state: { type: 'string' },
    'authn-url': { type: 'string' },
    'token-url': { type: 'string' },
    username: { type: 'string' },
    'password-file': { type: 'string' },
  };

/** Parts what was typed into options and the rest. */
export function parseOptions<Options extends OptionTypes>(
  args: readonly string[],
  options: Options,
): ParsedOptions<ReturnType<typeof parseArgs<{ options: Options }>>['values']> {
  try {
    return { kind: 'ok', ...parseArgs({ args: [...args], options, allowPositionals: true }) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: 'invalid', reason: `${message.split('. ')[0]?.replace(/\.$/, '') ?? message}.` };
  }
}

/** An option that belongs to other commands alone: who gave it meant something else. */
export function findForeignOption(
  own: readonly string[],
  optionsOf: Readonly<Record<string, readonly string[]>>,
  values: Readonly<Record<string, unknown>>,
): string | undefined {
  return Object.values(optionsOf)
    .flat()
    .find((option) => values[option] !== undefined && !own.includes(option));
}

/** Why a command can't read something from stdin; nothing where the password isn't read from there too. */
export function refuseStdinTwice(what: string, { username, passwordFile }: Target): string | undefined {
  return username !== undefined && passwordFile === undefined
    ? `With ${what} on stdin the password comes from --password-file.`
    : undefined;
}
