import type { PolicyCommand } from './policy-command.ts';
import type { PolicyOptions } from './policy-options.ts';

type Invalid = { kind: 'invalid'; reason: string };
type Parser = (operands: readonly string[], options: PolicyOptions, isJson: boolean) => PolicyCommand | Invalid;

const RULE_PATH = /^(?:roles|bindings|denials)\/[^/]+$/;
/** As many revisions as one page of the API has. */
export const MAX_LIMIT = 500;
const MAX_DAYS = 90;

const PARSERS: Readonly<Record<PolicyCommand['kind'], Parser>> = {
  import: (operands, options, isJson) => {
    const [file] = operands;
    if (file === undefined || operands.length > 1) return invalid('Which file? import takes one auth_config.yml.');
    const isOffline = options.offline === true;
    if (isOffline && options['dry-run'] !== true) return invalid('--offline is for a --dry-run.');
    return {
      kind: 'import',
      file,
      isDryRun: options['dry-run'] === true,
      isReplacing: options.replace === true,
      isPartial: options.partial === true,
      keepsDefaults: options['keep-defaults'] === true,
      isOffline,
      isJson,
    };
  },
  show: ([path, ...rest], _options, isJson) =>
    rest.length > 0 || (path !== undefined && !RULE_PATH.test(path))
      ? invalid('show takes nothing, or one rule or role: bindings/ID, denials/ID, roles/NAME.')
      : { kind: 'show', path, isJson },
  apply: ([file, ...rest], options, isJson) =>
    file === undefined || rest.length > 0
      ? invalid('Which file? apply takes one whole policy, YAML or JSON.')
      : {
          kind: 'apply',
          file,
          isDryRun: options['dry-run'] === true,
          reason: options.reason,
          isForced: options.force === true,
          base: options.base,
          isJson,
        },
  explain: parseExplain,
  'who-can': ([action, name, ...rest], { type = 'repository' }, isJson) =>
    action === undefined || name === undefined || rest.length > 0
      ? invalid('who-can takes an action and a name: who-can push team/app.')
      : { kind: 'who-can', action, name, type, isJson },
  simulate: ([file, ...rest], { days: text = '7' }, isJson) => {
    const days = parseCount(text, MAX_DAYS);
    if (days === undefined) return invalid(`--days is a number from 1 to ${MAX_DAYS}.`);
    return file === undefined || rest.length > 0
      ? invalid('Which file? simulate takes one whole policy, YAML or JSON.')
      : { kind: 'simulate', file, days, isJson };
  },
  history: (operands, { limit: text = '20' }, isJson) => {
    const limit = parseCount(text, MAX_LIMIT);
    if (limit === undefined) return invalid(`--limit is a number from 1 to ${MAX_LIMIT}.`);
    return operands.length > 0 ? invalid('history takes no name.') : { kind: 'history', limit, isJson };
  },
  diff: (operands, _options, isJson) => {
    const number = parseNumber(operands);
    return number === undefined ? invalid('diff takes the number of a revision.') : { kind: 'diff', number, isJson };
  },
  restore: (operands, { reason, force }, isJson) => {
    const number = parseNumber(operands);
    return number === undefined
      ? invalid('restore takes the number of a revision.')
      : { kind: 'restore', number, reason, isForced: force === true, isJson };
  },
};

export const POLICY_COMMANDS: readonly string[] = Object.keys(PARSERS);

export function isPolicyCommand(name: string): name is PolicyCommand['kind'] {
  return Object.hasOwn(PARSERS, name);
}

/** Parses what stands behind the name of a command. */
export function parsePolicyCommand(
  name: PolicyCommand['kind'],
  operands: readonly string[],
  options: PolicyOptions,
): PolicyCommand | Invalid {
  return PARSERS[name](operands, options, options.json === true);
}

function parseExplain(
  [who, action, name, ...rest]: readonly string[],
  { type = 'repository', address, service, label }: PolicyOptions,
  isJson: boolean,
): PolicyCommand | Invalid {
  if (who === undefined || action === undefined || name === undefined || rest.length > 0) {
    return invalid(
      'explain takes an account (anonymous for nobody), an action and a name: explain alice push team/app.',
    );
  }
  const labels = parseLabels(label);
  if (labels === 'invalid') return invalid('--label is KEY=VALUE.');
  const account = who === 'anonymous' ? null : who;
  return { kind: 'explain', account, action, name, type, address, service, labels, isJson };
}

function parseLabels(texts: readonly string[] | undefined): Record<string, string[]> | undefined | 'invalid' {
  if (texts === undefined) return undefined;
  const labels = new Map<string, string[]>();
  for (const text of texts) {
    const [, key, value] = /^([^=]+)=(.+)$/.exec(text) ?? [];
    if (key === undefined || value === undefined) return 'invalid';
    labels.set(key, [...(labels.get(key) ?? []), value]);
  }
  return Object.fromEntries(labels);
}

function parseNumber([number, ...rest]: readonly string[]): string | undefined {
  return rest.length === 0 && /^(?:0|[1-9]\d{0,14})$/.test(number ?? '') ? number : undefined;
}

function parseCount(text: string, max: number): number | undefined {
  const count = /^[1-9]\d{0,4}$/.test(text) ? Number(text) : 0;
  return count >= 1 && count <= max ? count : undefined;
}

function invalid(reason: string): Invalid {
  return { kind: 'invalid', reason };
}
