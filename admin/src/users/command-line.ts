import type { Command, Invalid } from './command.ts';
import { foreignOption, parseOptions } from './command-options.ts';
import { COMMAND_NAMES, isCommandName, parseCommand } from './parse-command.ts';
import { parseTarget, type Target } from '../system/parse-target.ts';

export type CommandLine =
  | { kind: 'run'; command: Command; target: Target }
  | { kind: 'help' }
  /** Nothing was typed. */
  | { kind: 'nothing' }
  | Invalid;

export function parseCommandLine(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): CommandLine {
  if (args.length === 0) return { kind: 'nothing' };
  const parsed = parseOptions(args);
  if (parsed.kind === 'invalid') return parsed;
  const { values, positionals } = parsed;
  const [name = '', ...operands] = positionals;
  if (values.help === true) return { kind: 'help' };
  if (!isCommandName(name)) return invalid(`Say what to do: ${COMMAND_NAMES.join(', ')}.`);
  const foreign = foreignOption(name, values);
  if (foreign !== undefined) return invalid(`--${foreign} is no option of ${name}.`);
  const command = parseCommand(name, operands, values);
  if (command.kind === 'invalid') return command;
  const target = parseTarget(values, environment);
  if (target.kind === 'invalid') return target;
  const needed = onStdin(command);
  if (needed !== undefined && isAsking(target)) {
    return invalid(`With ${needed} on stdin the password comes from --password-file.`);
  }
  return { kind: 'run', command, target };
}

/** What a command reads from stdin. */
function onStdin(command: Command): string | undefined {
  if (command.kind === 'import' && command.file === '-') return 'the file';
  return command.kind === 'trust' && command.tokenFile === undefined ? 'the token' : undefined;
}

function isAsking(target: Target): boolean {
  return target.username !== undefined && target.passwordFile === undefined;
}

function invalid(reason: string): Invalid {
  return { kind: 'invalid', reason };
}
