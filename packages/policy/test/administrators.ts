import type { ActingAdministrator, Binding, Denial, Permission, PolicyDocument, PolicySubject } from '../src/index.ts';

export const who: ActingAdministrator = {
  account: 'alice',
  service: 'wharfinger',
  now: new Date('2026-06-01T00:00:00Z'),
};
export const EARLIER: string = '2026-01-01T00:00:00Z';
export const LATER: string = '2026-12-31T00:00:00Z';

export const ALICE: PolicySubject = { kind: 'account', account: 'alice' };
export const BOB: PolicySubject = { kind: 'account', account: 'bob' };
export const EVERYONE: PolicySubject = { kind: 'everyone' };
export const SIGNED_IN: PolicySubject = { kind: 'signed-in' };
export const ADMINS: PolicySubject = { kind: 'label', key: 'groups', value: 'admins' };
export const OPS: PolicySubject = { kind: 'label', key: 'groups', value: 'ops' };

export function give(subject: PolicySubject, more: Partial<Binding> = {}): Binding {
  return { id: `b-${subject.kind}`, role: 'administrator', subjects: [subject], ...more };
}

export function take(subject: PolicySubject, more: Partial<Denial> = {}): Denial {
  const permissions = [{ type: 'policy', name: 'default', actions: ['write'] }];
  return { id: `d-${subject.kind}`, subjects: [subject], permissions, ...more };
}

export function permit(name: string, actions: string[], type = 'policy'): { permissions: Permission[] } {
  return { permissions: [{ type, name, actions }] };
}

/** Everything on the policy. */
export const ALL: Partial<Denial> = { permissions: permit('**', ['*']).permissions };

const roles: PolicyDocument['roles'] = {
  writer1: permit('default', ['write']),
  reader1: permit('default', ['read']),
  both: permit('d*', ['read', 'write']),
  own: permit('${account}', ['*']),
  labelled: permit('${labels.site}', ['*']),
  mixed: permit('${labels.site}${account}', ['*']),
  elsewhere: permit('other', ['*']),
};

export function policy(bindings: Binding[], denials: Denial[] = [], defaults = false): PolicyDocument {
  return { schema: 1, defaults, roles, bindings, denials };
}

/** Two policies, one after the other. */
export type Change = { rule: string; before: PolicyDocument; after: PolicyDocument };
