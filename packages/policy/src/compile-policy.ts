import { quoteText } from '@wharfinger/oci';
import { type NamePattern, parseAccount, parsePattern } from '@wharfinger/token';

import {
  type CompiledPermission,
  compilePermissions,
  parseEach,
  type PolicyProblem,
  type Report,
} from './compile-permissions.ts';
import { BUILT_IN_ROLES, DEFAULT_BINDINGS } from './default-policy.ts';
import { type IpNetwork, parseNetwork } from './ip-network.ts';
import type { Binding, Conditions, Denial, PolicyDocument, PolicySubject } from './policy-document.ts';

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

/** A policy ready to decide. Rules are sorted by id, so that the document's order decides nothing. */
export type CompiledPolicy = { bindings: readonly CompiledRule[]; denials: readonly CompiledRule[] };

/** A compiled policy, or everything that is wrong with the document. */
export type PolicyCompilation =
  | { kind: 'ok'; value: CompiledPolicy }
  | { kind: 'invalid'; problems: readonly PolicyProblem[] };

type CompiledRoles = ReadonlyMap<string, readonly CompiledPermission[]>;

/** Order of rules by id, in code units. */
export function compareIds(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : Number(a.id > b.id);
}

function compileConditions(path: string, rule: Conditions, report: Report): CompiledConditions {
  const notBeforeMs = rule.notBefore === undefined ? -Infinity : Date.parse(rule.notBefore);
  const notAfterMs = rule.notAfter === undefined ? Infinity : Date.parse(rule.notAfter);
  if (notBeforeMs > notAfterMs) {
    report({ path: `${path}.notAfter`, message: 'lies before notBefore, so the rule would never hold.' });
  }
  return {
    notBeforeMs,
    notAfterMs,
    networks: rule.cidrs && parseEach(`${path}.cidrs`, rule.cidrs, parseNetwork, report),
    services: rule.services && new Set(rule.services),
  };
}

function checkSubjects(path: string, subjects: readonly PolicySubject[], report: Report): readonly PolicySubject[] {
  for (const [index, subject] of subjects.entries()) {
    const account = subject.kind === 'account' ? parseAccount(subject.account) : undefined;
    if (account?.kind === 'invalid') {
      report({ path: `${path}[${index}].account`, message: account.reason });
    }
  }
  return subjects;
}

function compileBinding(path: string, binding: Binding, roles: CompiledRoles, report: Report): CompiledRule {
  const permissions = roles.get(binding.role);
  if (permissions === undefined) {
    const names = [...roles.keys()].join(', ');
    report({ path: `${path}.role`, message: `${quoteText(binding.role)} is not a role: use one of ${names}.` });
  }
  return {
    kind: 'binding',
    id: binding.id,
    subjects: checkSubjects(`${path}.subjects`, binding.subjects, report),
    permissions: permissions ?? [],
    names: binding.names && parseEach(`${path}.names`, binding.names, parsePattern, report),
    ...compileConditions(path, binding, report),
  };
}

function compileDenial(path: string, denial: Denial, report: Report): CompiledRule {
  return {
    kind: 'denial',
    id: denial.id,
    subjects: checkSubjects(`${path}.subjects`, denial.subjects, report),
    permissions: compilePermissions(`${path}.permissions`, denial.permissions, report),
    names: undefined,
    ...compileConditions(path, denial, report),
  };
}

function compileRoles(document: PolicyDocument, report: Report): CompiledRoles {
  const roles = new Map<string, readonly CompiledPermission[]>();
  for (const [name, { permissions }] of [...Object.entries(BUILT_IN_ROLES), ...Object.entries(document.roles)]) {
    if (roles.has(name)) {
      report({ path: `$.roles.${name}`, message: 'is a built-in role and stays as it is: choose another name.' });
    }
    roles.set(name, compilePermissions(`$.roles.${name}.permissions`, permissions, report));
  }
  return roles;
}

function checkIds(document: PolicyDocument, report: Report): void {
  const seen = new Set<string>();
  for (const list of ['bindings', 'denials'] as const) {
    for (const [index, { id }] of document[list].entries()) {
      if (seen.has(id)) {
        report({ path: `$.${list}[${index}].id`, message: `${quoteText(id)} is the id of another rule too.` });
      }
      seen.add(id);
    }
  }
}

/** Parses everything in a document once, and names everything in it that can't mean anything. */
export function compilePolicy(document: PolicyDocument): PolicyCompilation {
  const problems: PolicyProblem[] = [];
  const report: Report = (problem) => problems.push(problem);
  checkIds(document, report);
  const roles = compileRoles(document, report);
  const defaults = document.defaults ? DEFAULT_BINDINGS : [];
  const bindings = [
    ...document.bindings.map((binding, index) => compileBinding(`$.bindings[${index}]`, binding, roles, report)),
    ...defaults.map((binding) => compileBinding(binding.id, binding, roles, report)),
  ];
  const denials = document.denials.map((denial, index) => compileDenial(`$.denials[${index}]`, denial, report));
  return problems.length > 0
    ? { kind: 'invalid', problems }
    : { kind: 'ok', value: { bindings: bindings.toSorted(compareIds), denials: denials.toSorted(compareIds) } };
}
