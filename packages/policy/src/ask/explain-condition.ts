import { formatAddress, formatNetwork } from '../decide/ip-network.ts';
import type { Caller } from '../decide/match-rule.ts';
import type { ConditionName } from './near-conditions.ts';
import type { NearRule } from './near-rules.ts';
import type { PolicySubject } from '../policy-document.ts';
import { type CallerValues, compareTexts } from './who-can-values.ts';

/** Most members of a list that a sentence names. */
const MAX_NAMED = 5;

/** What a rule asks for, and what was asked. */
export type ConditionContext = { caller: Caller; name: string; type: string };

/** Writes a list in a sentence, no longer than one likes to read. */
function listSome(texts: readonly string[]): string {
  const named = texts.slice(0, MAX_NAMED).join(', ');
  return texts.length > MAX_NAMED ? `${named} and ${texts.length - MAX_NAMED} more` : named;
}

/** Names a subject of a rule. */
function describeSubject(subject: PolicySubject): string {
  if (subject.kind === 'account') return `account ${subject.account}`;
  if (subject.kind === 'label') return `label ${subject.key}=${subject.value}`;
  return subject.kind === 'everyone' ? 'everyone' : 'everybody who is signed in';
}

function describeValues({ account, labels }: CallerValues): string {
  const named = labels.map(({ key, value }) => `label ${key}=${value}`);
  return (account === null ? named : [`account ${account}`, ...named]).join(' with ');
}

type Describe = (near: NearRule, context: ConditionContext) => string;

const DESCRIPTIONS: Readonly<Record<ConditionName, Describe>> = {
  subjects: ({ rule }) => `is for ${listSome(rule.subjects.map(describeSubject))}`,
  notBefore: ({ rule }) => `holds from ${new Date(rule.notBeforeMs).toISOString()}, not yet`,
  notAfter: ({ rule }) => `held until ${new Date(rule.notAfterMs).toISOString()}, no longer`,
  services: ({ rule }, { caller }) =>
    `is for the service ${listSome([...(rule.services ?? [])])}, not ${caller.service}`,
  cidrs: ({ rule }, { caller }) => {
    const networks = listSome((rule.networks ?? []).map(formatNetwork));
    const address = caller.address === null ? 'the address is not known' : `not from ${formatAddress(caller.address)}`;
    return `is for ${networks}, ${address}`;
  },
  names: ({ rule, values }, { name, type }) => {
    if (values.length > 0) return `speaks of ${name} for ${listSome(values.map(describeValues))}`;
    const patterns = rule.names ?? rule.permissions.flatMap((one) => (one.type === type ? [one.name] : []));
    return `speaks of ${listSome(patterns.map(({ source }) => source))}, not of ${name}`;
  },
  actions: ({ rule }, { name, type }) => {
    const actions = rule.permissions.flatMap((one) => (one.type === type ? [...one.actions] : []));
    return `speaks of ${name}, but of ${[...new Set(actions)].toSorted(compareTexts).join(', ')} alone`;
  },
};

/** Says in half a sentence, behind the name of the rule, what the rule asks for that the request doesn't have. */
export function describeCondition(condition: ConditionName, near: NearRule, context: ConditionContext): string {
  return DESCRIPTIONS[condition](near, context);
}
