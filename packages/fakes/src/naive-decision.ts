import { BlockList, isIPv4 } from 'node:net';

import {
  BUILT_IN_ROLES,
  type Conditions,
  DEFAULT_BINDINGS,
  type PolicyDocument,
  type PolicySubject,
} from '@wharfinger/policy';
import { matchPattern, parsePattern } from '@wharfinger/token';

/** A request as plain text, before anything is parsed. */
export type PlainRequest = {
  account: string | null;
  labels: Record<string, string[]>;
  address: string | null;
  service: string;
  type: string;
  name: string;
  now: string;
};

/** Nobody anonymous has a label, and nobody has one of the system's. */
function withOwnLabels(asked: PlainRequest): PlainRequest {
  const own = Object.entries(asked.labels).filter(([key]) => asked.account !== null && !key.startsWith('wharfinger-'));
  return { ...asked, labels: Object.fromEntries(own) };
}

/** Reads the document anew for one action, rule by rule, as the policy model is written. */
export function naiveDecision(document: PolicyDocument, asked: PlainRequest, action: string): boolean {
  const request = withOwnLabels(asked);
  // The admin API is for accounts alone.
  if (request.account === null && !['repository', 'registry'].includes(request.type)) return false;
  const values = {
    account: request.account,
    labels: new Map(Object.entries(request.labels).map(([key, list]) => [key, new Set(list)])),
  };
  const bindings = [...document.bindings, ...(document.defaults ? DEFAULT_BINDINGS : [])];
  const roles = { ...document.roles, ...BUILT_IN_ROLES };
  const matches = (pattern: string): boolean => {
    const parsed = parsePattern(pattern);
    return parsed.kind === 'ok' && matchPattern(parsed.value, request.name, values).isMatch;
  };
  const permits = (permissions: { type: string; name: string; actions: string[] }[]): boolean =>
    permissions.some(
      ({ type, name, actions }) =>
        type === request.type && matches(name) && (actions.includes(action) || actions.includes('*')),
    );
  const isDenied = document.denials.some(
    (denial) => holds(denial, request, true) && isAnyOf(denial.subjects, request) && permits(denial.permissions),
  );
  const isGranted = bindings.some(
    (binding) =>
      holds(binding, request, false) &&
      isAnyOf(binding.subjects, request) &&
      (binding.names === undefined || binding.names.some(matches)) &&
      permits(roles[binding.role]?.permissions ?? []),
  );
  return isName(request) && isGranted && !isDenied;
}

/** Repositories have many names, every other type has one. */
function isName({ type, name }: PlainRequest): boolean {
  return type === 'repository' || name === (type === 'registry' ? 'catalog' : 'default');
}

function isAnyOf(subjects: readonly PolicySubject[], { account, labels }: PlainRequest): boolean {
  return subjects.some((subject) => {
    if (subject.kind === 'everyone') return true;
    if (subject.kind === 'signed-in') return account !== null;
    if (subject.kind === 'account') return account === subject.account;
    return Object.hasOwn(labels, subject.key) && labels[subject.key]?.includes(subject.value) === true;
  });
}

function holds(rule: Conditions, { now, address, service }: PlainRequest, whenAddressUnknown: boolean): boolean {
  if (rule.notBefore !== undefined && new Date(now) < new Date(rule.notBefore)) return false;
  if (rule.notAfter !== undefined && new Date(now) > new Date(rule.notAfter)) return false;
  if (rule.services !== undefined && !rule.services.includes(service)) return false;
  if (rule.cidrs === undefined) return true;
  return address === null ? whenAddressUnknown : rule.cidrs.some((cidr) => isWithin(cidr, address));
}

/** `::ffff:10.0.0.0/104` is the network 10.0.0.0/8 of IPv4. */
function asIpv4(cidr: string): string {
  const { base, bits } = /^::ffff:(?<base>[0-9.]+)\/(?<bits>[0-9]+)$/i.exec(cidr)?.groups ?? {};
  return base === undefined ? cidr : `${base}/${Number(bits) - 96}`;
}

function isWithin(cidr: string, address: string): boolean {
  const [base = '', prefixLength = ''] = asIpv4(cidr).split('/');
  const list = new BlockList();
  list.addSubnet(base, Number(prefixLength), isIPv4(base) ? 'ipv4' : 'ipv6');
  return isIPv4(base) === isIPv4(address) && list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}
