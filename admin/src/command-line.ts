import { parseArgs, type ParseArgsConfig } from 'node:util';

import { parseTarget, type Target } from './parse-target.ts';
import { type Format, FORMATS } from './read-user-file.ts';

export const USAGE: string = `npm run users -- import FILE [--format htpasswd|docker-auth] [--dry-run] [--replace]

Takes users over from an htpasswd file, or from docker_auth's static users (a whole auth_config.yml, or what stands
below its users:), with the bcrypt hashes that they have: everybody signs in with the old password. FILE is - for stdin.

  --format F           htpasswd or docker-auth; told from the file when it is left out
  --dry-run            changes nothing, and says what a real run would do
  --replace            writes over users that exist: the file's password and labels count. Without it they stay as they are

The system is the one of .local/stack.json, or:

  --state DIR          the local system of another state folder
  --authn-url URL      authn-hook, such as http://localhost:8080 behind kubectl port-forward
  --token-url URL      the token endpoint, such as https://registry.example/auth/token
  --username NAME      who you are there (or WHARFINGER_USERNAME); needs the scope identity:default:read,write
  --password-file F    a file with the password or access key; without it you are asked, or it is read from stdin

Exit code: 0 when every entry was taken over or was there, 1 when one was not, 2 when the command is wrong.
`;

export type CommandLine =
  | {
      kind: 'import';
      file: string;
      format: Format | undefined;
      isDryRun: boolean;
      isReplacing: boolean;
      target: Target;
    }
  | { kind: 'help' }
  | { kind: 'invalid'; reason: string };

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  format: { type: 'string' },
  'dry-run': { type: 'boolean', short: 'n' },
  replace: { type: 'boolean' },
  state: { type: 'string' },
  'authn-url': { type: 'string' },
  'token-url': { type: 'string' },
  username: { type: 'string' },
  'password-file': { type: 'string' },
} as const satisfies ParseArgsConfig['options'];

type Values = {
  [name in keyof typeof OPTIONS]?: ((typeof OPTIONS)[name]['type'] extends 'string' ? string : boolean) | undefined;
};
type Environment = Readonly<Record<string, string | undefined>>;

export function parseCommandLine(args: readonly string[], environment: Environment): CommandLine {
  let parsed: { values: Values; positionals: string[] };
  try {
    parsed = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    return invalid(firstSentence(error));
  }
  const { values, positionals } = parsed;
  const [command, ...operands] = positionals;
  if (values.help === true || (command === undefined && args.length === 0)) return { kind: 'help' };
  if (command === undefined) return invalid('Say what to do: import.');
  return command === 'import' ? parseImport(operands, values, environment) : invalid('The command is import.');
}

function parseImport(operands: readonly string[], values: Values, environment: Environment): CommandLine {
  const [file, ...rest] = operands;
  if (file === undefined) return invalid('Which file?');
  if (rest.length > 0) return invalid('One file at a time.');
  const format = FORMATS.find((known) => known === values.format);
  if (values.format !== undefined && format === undefined) return invalid(`--format is ${FORMATS.join(' or ')}.`);
  const target = parseTarget(values, environment);
  if (target.kind === 'invalid') return target;
  if (file === '-' && target.kind === 'remote' && target.passwordFile === undefined) {
    return invalid('With the file on stdin the password comes from --password-file.');
  }
  const isDryRun = values['dry-run'] === true;
  return { kind: 'import', file, format, isDryRun, isReplacing: values.replace === true, target };
}

function invalid(reason: string): { kind: 'invalid'; reason: string } {
  return { kind: 'invalid', reason };
}

function firstSentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `${message.split('. ')[0]?.replace(/\.$/, '') ?? message}.`;
}
