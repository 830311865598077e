import { runMain } from '../system/run-main.ts';
import { parsePolicyCommandLine } from './policy-command-line.ts';
import { POLICY_USAGE } from './policy-usage.ts';
import { runPolicyCommand } from './run-policy-command.ts';

process.exitCode = await runMain({
  name: 'policy',
  usage: POLICY_USAGE,
  parse: parsePolicyCommandLine,
  run: runPolicyCommand,
});
