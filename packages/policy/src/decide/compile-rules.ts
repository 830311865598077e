import { type Parsed, quoteText } from '@wharfinger/oci';
import { type NamePattern, parseAccount } from '@wharfinger/token';

import {
  type CompiledPermission,
  compilePermissions,
  parseEach,
  type ParseName,
  type Report,
} from './compile-permissions.ts';
import type { IpNetwork } from './ip-network.ts';
import type { Binding, Conditions, Denial, PolicySubject } from '../policy-document.ts';

type CompiledConditions = {
  /** -Infinity where the rule has no beginning. */
  notBeforeMs: number;
  /** Infinity where it has no end. */
  notAfterMs: number;
  networks: readonly IpNetwork[] | undefined;
  services: ReadonlySet<string> | undefined;
};

/** A binding or denial with everything parsed. `undefined` is a condition that isn't there. */
export type CompiledRule = CompiledConditions & {
  kind: 'binding' | 'denial';
  id: string;
  subjects: readonly PolicySubject[];
  permissions: readonly CompiledPermission[];
  /** Narrows the permissions to names that match one of these too. */
  names: readonly NamePattern[] | undefined;
};

export type CompiledRoles = ReadonlyMap<string, readonly CompiledPermission[]>;

/** What rules are compiled with. */
export type RuleContext = {
  parseName: ParseName;
  parseNetwork: (text: string) => Parsed<IpNetwork>;
  report: Report;
};

/** Roles that a message names; the rest are counted. */
const NAMED_ROLES = 20;

function compileConditions(path: string, rule: Conditions, context: RuleContext): CompiledConditions {
  const notBeforeMs = rule.notBefore === undefined ? -Infinity : Date.parse(rule.notBefore);
  const notAfterMs = rule.notAfter === undefined ? Infinity : Date.parse(rule.notAfter);
  if (notBeforeMs > notAfterMs) {
    context.report({ path: `${path}.notAfter`, message: 'lies before notBefore, so the rule would never hold.' });
  }
  return {
    notBeforeMs,
    notAfterMs,
    networks: rule.cidrs && parseEach(`${path}.cidrs`, rule.cidrs, context.parseNetwork, context.report),
    services: rule.services && new Set(rule.services),
  };
}

function checkSubjects(path: string, subjects: readonly PolicySubject[], report: Report): readonly PolicySubject[] {
  for (const [index, subject] of subjects.entries()) {
    const account = subject.kind === 'account' ? parseAccount(subject.account) : undefined;
    if (account?.kind === 'invalid') {
      report({ path: `${path}.subjects[${index}].account`, message: account.reason });
    }
  }
  return subjects;
}

function describeUnknownRole(role: string, roles: CompiledRoles): string {
  const names = [...roles.keys()].slice(0, NAMED_ROLES).join(', ');
  const more = roles.size > NAMED_ROLES ? ` or one of ${roles.size - NAMED_ROLES} more` : '';
  return `${quoteText(role)} is not a role: use one of ${names}${more}.`;
}

export function compileBinding(
  path: string,
  binding: Binding,
  roles: CompiledRoles,
  context: RuleContext,
): CompiledRule {
  const permissions = roles.get(binding.role);
  if (permissions === undefined) {
    context.report({ path: `${path}.role`, message: describeUnknownRole(binding.role, roles) });
  }
  return {
    kind: 'binding',
    id: binding.id,
    subjects: checkSubjects(path, binding.subjects, context.report),
    permissions: permissions ?? [],
    names: binding.names && parseEach(`${path}.names`, binding.names, context.parseName, context.report),
    ...compileConditions(path, binding, context),
  };
}

export function compileDenial(path: string, denial: Denial, context: RuleContext): CompiledRule {
  return {
    kind: 'denial',
    id: denial.id,
    subjects: checkSubjects(path, denial.subjects, context.report),
    permissions: compilePermissions(`${path}.permissions`, denial.permissions, context.parseName, context.report),
    names: undefined,
    ...compileConditions(path, denial, context),
  };
}
