import { refuseStdinTwice } from '../system/command-options.ts';
import { parseTarget } from '../system/parse-target.ts';
import type { TypedCommand } from '../system/run-main.ts';
import { isPolicyCommand, parsePolicyCommand, POLICY_COMMANDS } from './parse-policy-command.ts';
import type { PolicyCommand } from './policy-command.ts';
import { foreignPolicyOption, parsePolicyOptions } from './policy-options.ts';

export type PolicyCommandLine = TypedCommand<PolicyCommand>;

export function parsePolicyCommandLine(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): PolicyCommandLine {
  if (args.length === 0) return { kind: 'nothing' };
  const parsed = parsePolicyOptions(args);
  if (parsed.kind === 'invalid') return parsed;
  const { values, positionals } = parsed;
  const [name = '', ...operands] = positionals;
  if (values.help === true) return { kind: 'help' };
  if (!isPolicyCommand(name)) return { kind: 'invalid', reason: `Say what to do: ${POLICY_COMMANDS.join(', ')}.` };
  const foreign = foreignPolicyOption(name, values);
  if (foreign !== undefined) return { kind: 'invalid', reason: `--${foreign} is no option of ${name}.` };
  const command = parsePolicyCommand(name, operands, values);
  if (command.kind === 'invalid') return command;
  const target = parseTarget(values, environment, 'authz');
  if (target.kind === 'invalid') return target;
  const isFromStdin = 'file' in command && command.file === '-';
  const reason = isFromStdin ? refuseStdinTwice('the file', target) : undefined;
  return reason === undefined ? { kind: 'run', command, target } : { kind: 'invalid', reason };
}
