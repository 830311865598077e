import type { BindingFilter, Effect, PolicySubject } from '@wharfinger/policy';
import { actionsOf, SCOPE_ACTIONS } from '@wharfinger/token';

/** Which rules a list is to have. Roles take `effect` alone, denials everything but `role`. */
export type RulesQuery = Pick<BindingFilter, 'account' | 'label' | 'subject' | 'role' | 'effect'>;

export type ParsedRulesQuery = { kind: 'ok'; value: RulesQuery } | { kind: 'invalid'; reason: string };

/** Query parameters of each list, beside `limit` and `cursor`. */
export const RULES_PARAMETERS = {
  roles: ['type', 'name', 'action'],
  bindings: ['account', 'label', 'subject', 'role', 'type', 'name', 'action'],
  denials: ['account', 'label', 'subject', 'type', 'name', 'action'],
} as const;

const MAX_LENGTH = 512;
const SUBJECTS: ReadonlySet<string> = new Set<PolicySubject['kind']>(['everyone', 'signed-in', 'account', 'label']);

/** Parses the filters of a list; that no other parameter is there is for `parsePage` to see. */
export function parseRulesQuery(query: URLSearchParams): ParsedRulesQuery {
  for (const [name, text] of query) {
    if (text === '' || text.length > MAX_LENGTH) return invalid(`${name} has from 1 to ${MAX_LENGTH} characters.`);
  }
  const whom = parseWhom(query);
  if (whom.kind === 'invalid') return whom;
  const effect = parseEffect(query);
  if (effect.kind === 'invalid') return effect;
  const role = query.get('role') ?? undefined;
  return { kind: 'ok', value: { ...whom.value, ...effect.value, ...(role === undefined ? {} : { role }) } };
}

function parseWhom(query: URLSearchParams): ParsedRulesQuery {
  const value: RulesQuery = {};
  const account = query.get('account');
  if (account !== null) value.account = account;
  const label = query.get('label');
  if (label !== null) {
    const { key, value: of } = /^(?<key>[^:]+):(?<value>.+)$/s.exec(label)?.groups ?? {};
    if (key === undefined || of === undefined) return invalid('label is a key and a value: groups:developers.');
    value.label = { key, value: of };
  }
  const subject = query.get('subject');
  if (subject === null) return { kind: 'ok', value };
  return isSubject(subject)
    ? { kind: 'ok', value: { ...value, subject } }
    : invalid(`subject is one of ${[...SUBJECTS].join(', ')}.`);
}

/** Without a type it is `repository`. */
function parseEffect(query: URLSearchParams): ParsedRulesQuery {
  const [type, name, action] = [query.get('type'), query.get('name'), query.get('action')];
  if (type === null && name === null && action === null) return { kind: 'ok', value: {} };
  const effect: Effect = { type: type ?? 'repository' };
  const actions = actionsOf(effect.type);
  if (actions.length === 0) return invalid(`type is one of ${Object.keys(SCOPE_ACTIONS).join(', ')}.`);
  if (name !== null) effect.name = name;
  if (action === null) return { kind: 'ok', value: { effect } };
  if (!actions.includes(action)) {
    return invalid(`action is one of ${actions.join(', ')} for the type ${effect.type}.`);
  }
  return { kind: 'ok', value: { effect: { ...effect, action } } };
}

function isSubject(text: string): text is PolicySubject['kind'] {
  return SUBJECTS.has(text);
}

function invalid(reason: string): ParsedRulesQuery {
  return { kind: 'invalid', reason };
}
