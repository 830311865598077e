import type { Command, Invalid } from './command.ts';
import { foreignUserOption, parseUserOptions } from './command-options.ts';
import { COMMAND_NAMES, isCommandName, parseCommand } from './parse-command.ts';
import { refuseStdinTwice } from '../system/command-options.ts';
import { parseTarget } from '../system/parse-target.ts';
import type { TypedCommand } from '../system/run-main.ts';

export type CommandLine = TypedCommand<Command>;

export function parseCommandLine(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): CommandLine {
  if (args.length === 0) return { kind: 'nothing' };
  const parsed = parseUserOptions(args);
  if (parsed.kind === 'invalid') return parsed;
  const { values, positionals } = parsed;
  const [name = '', ...operands] = positionals;
  if (values.help === true) return { kind: 'help' };
  if (!isCommandName(name)) return invalid(`Say what to do: ${COMMAND_NAMES.join(', ')}.`);
  const foreign = foreignUserOption(name, values);
  if (foreign !== undefined) return invalid(`--${foreign} is no option of ${name}.`);
  const command = parseCommand(name, operands, values);
  if (command.kind === 'invalid') return command;
  const target = parseTarget(values, environment);
  if (target.kind === 'invalid') return target;
  const needed = onStdin(command);
  const reason = needed === undefined ? undefined : refuseStdinTwice(needed, target);
  return reason === undefined ? { kind: 'run', command, target } : invalid(reason);
}

/** What a command reads from stdin. */
function onStdin(command: Command): string | undefined {
  if (command.kind === 'import' && command.file === '-') return 'the file';
  return command.kind === 'trust' && command.tokenFile === undefined ? 'the token' : undefined;
}

function invalid(reason: string): Invalid {
  return { kind: 'invalid', reason };
}
