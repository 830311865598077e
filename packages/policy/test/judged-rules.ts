import {
  type Binding,
  type Denial,
  findWarnings,
  type PolicyDocument,
  type PolicySubject,
  type PolicyWarning,
  type WarningContext,
} from '../src/index.ts';

export const context: WarningContext = {
  now: new Date('2026-06-01T00:00:00Z'),
  services: new Set(['registry.example', 'wharfinger']),
};
export const EARLIER: string = '2026-01-01T00:00:00Z';
export const LATER: string = '2026-12-31T00:00:00Z';

export const EVERYONE: PolicySubject = { kind: 'everyone' };
export const SIGNED_IN: PolicySubject = { kind: 'signed-in' };
export const ALICE: PolicySubject = { kind: 'account', account: 'alice' };
export const DEV: PolicySubject = { kind: 'label', key: 'groups', value: 'dev' };

const roles: PolicyDocument['roles'] = {
  auditor: { permissions: [{ type: 'audit', name: 'default', actions: ['read'] }] },
  team: {
    permissions: [
      { type: 'repository', name: 'team/**', actions: ['pull'] },
      { type: 'repository', name: 'team/*', actions: ['push'] },
    ],
  },
  lister: { permissions: [{ type: 'registry', name: 'c*', actions: ['*'] }] },
};

export function give(id: string, more: Partial<Binding> = {}): Binding {
  return { id, role: 'writer', subjects: [DEV], names: ['team/**'], ...more };
}

export function take(id: string, more: Partial<Denial> = {}): Denial {
  return { id, subjects: [DEV], permissions: [{ type: 'repository', name: 'team/**', actions: ['*'] }], ...more };
}

/** A policy whose roles are all bound, to an account that nothing else is about. */
export function policy(
  bindings: Binding[],
  denials: Denial[] = [],
  more: Partial<PolicyDocument> = {},
): PolicyDocument {
  const bound = Object.keys(more.roles ?? roles).map((role) => ({
    id: `zz-${role}`,
    role,
    subjects: [{ kind: 'account' as const, account: `zz-${role}` }],
  }));
  return { schema: 1, defaults: false, roles, bindings: [...bindings, ...bound], denials, ...more };
}

export function found(document: PolicyDocument): string[] {
  const { warnings } = findWarnings(document, context);
  return warnings
    .filter(({ rule }) => !rule.startsWith('zz-'))
    .map(({ kind, rule, path }) => `${kind} ${rule} ${path}`);
}

export function first(document: PolicyDocument): PolicyWarning | undefined {
  return findWarnings(document, context).warnings[0];
}

/** Rules, and what is found of them. */
export type Finding = { rule: string; bindings?: Binding[]; denials?: Denial[]; expected: string[] };
