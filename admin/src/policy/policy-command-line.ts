import { parseTarget, type Target } from '../system/parse-target.ts';
import { isPolicyCommand, parsePolicyCommand, POLICY_COMMANDS } from './parse-policy-command.ts';
import type { PolicyCommand } from './policy-command.ts';
import { foreignPolicyOption, parsePolicyOptions } from './policy-options.ts';

export type PolicyCommandLine =
  | { kind: 'run'; command: PolicyCommand; target: Target }
  | { kind: 'help' }
  /** Nothing was typed. */
  | { kind: 'nothing' }
  | { kind: 'invalid'; reason: string };

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
  if (needsStdinTwice(command, target)) {
    return { kind: 'invalid', reason: 'With the file on stdin the password comes from --password-file.' };
  }
  return { kind: 'run', command, target };
}

function needsStdinTwice(command: PolicyCommand, { username, passwordFile }: Target): boolean {
  return 'file' in command && command.file === '-' && username !== undefined && passwordFile === undefined;
}
