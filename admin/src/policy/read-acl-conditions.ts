import { labelKeySchema, labelValueSchema } from '@wharfinger/identities';
import { parseAccount } from '@wharfinger/token';

import { type Accounts, ACL_TYPES, type AclRegion, type AclType, type Reading } from './acl-region.ts';
import { readTextPattern, type TextPattern } from './read-text-pattern.ts';

function read(source: string | undefined): TextPattern {
  return source === undefined ? { kind: 'anything' } : readTextPattern(source);
}

/** Reads whom an entry is for. The account of nobody is empty, and no account has a slash. */
export function readAccounts(source: string | undefined): Reading<Accounts> {
  const pattern = read(source);
  switch (pattern.kind) {
    case 'anything': {
      return { value: { kind: 'everyone' } };
    }
    case 'something': {
      return { value: { kind: 'signed-in' } };
    }
    case 'nothing': {
      return {
        value: { kind: 'anonymous' },
        problem:
          'account: no rule here is for those alone who are not signed in; a binding for everyone gives it to all',
      };
    }
    case 'texts': {
      return readNamedAccounts(pattern.texts);
    }
    case 'glob': {
      if (pattern.text === '*') return { value: { kind: 'everyone' } };
      return {
        value: { kind: pattern.text.includes('${') ? 'everyone' : 'signed-in' },
        problem: 'account: no rule here is for accounts by a pattern; give them a label and bind that',
      };
    }
    case 'beginning': {
      return {
        value: { kind: 'everyone' },
        problem: 'account: no rule here is for accounts by a pattern; give them a label and bind that',
      };
    }
    case 'other': {
      return { value: { kind: 'everyone' }, problem: `account: ${pattern.reason}` };
    }
  }
}

function readNamedAccounts(texts: readonly string[]): Reading<Accounts> {
  const accounts = texts.filter((text) => parseAccount(text).kind === 'ok');
  const strange = texts.find((text) => !accounts.includes(text));
  const value: Accounts = { kind: 'accounts', accounts };
  return strange === undefined ? { value } : { value, problem: `account: nobody can be called ${strange} here` };
}

/** Reads for which scope types an entry is; never one of the system's own. */
export function readTypes(source: string | undefined): Reading<readonly AclType[]> {
  const pattern = read(source);
  if (pattern.kind === 'anything' || pattern.kind === 'something') return { value: ACL_TYPES };
  if (pattern.kind === 'glob' && pattern.text === '*') return { value: ACL_TYPES };
  if (pattern.kind !== 'texts') return { value: ACL_TYPES, problem: 'type: name it, repository or registry' };
  const value = ACL_TYPES.filter((type) => pattern.texts.includes(type));
  return value.length === pattern.texts.length
    ? { value }
    : { value, problem: 'type: docker_auth asks about the types repository and registry alone' };
}

/** Reads for which services an entry is. */
export function readServices(source: string | undefined): Reading<readonly string[] | null> {
  const pattern = read(source);
  if (pattern.kind === 'anything' || pattern.kind === 'something') return { value: null };
  if (pattern.kind === 'texts') return { value: pattern.texts };
  if (pattern.kind === 'nothing') return { value: [], problem: 'service: no request here is without a service' };
  return {
    value: null,
    problem:
      pattern.kind === 'other'
        ? `service: ${pattern.reason}`
        : 'service: a rule here names its services one by one, in "services"',
  };
}

/** Reads which labels an entry asks for. */
export function readLabel(labels: Readonly<Record<string, string>> | undefined): Reading<AclRegion['label']> {
  const [first, ...others] = Object.entries(labels ?? {});
  if (first === undefined) return { value: null };
  const [key, source] = first;
  const unclear = (reason: string): Reading<AclRegion['label']> => ({
    value: { key, values: [] },
    problem: `labels: ${reason}`,
  });
  if (others.length > 0) {
    return unclear('a rule here is for one label at a time; give those who have all of them one more label');
  }
  const pattern = read(source);
  if (pattern.kind === 'other') return unclear(pattern.reason);
  if (pattern.kind !== 'texts') return unclear('a rule here is for one value of a label, not for a pattern');
  if (!labelKeySchema.safeParse(key).success) return unclear(`no label has the key ${key} here`);
  const strange = pattern.texts.find((text) => !labelValueSchema.safeParse(text).success);
  return strange === undefined
    ? { value: { key, values: pattern.texts } }
    : unclear(`no label has the value ${strange} here`);
}
