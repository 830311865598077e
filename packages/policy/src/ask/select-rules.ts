import { BUILT_IN_ROLES, DEFAULT_BINDINGS } from '../default-policy.ts';
import type { Binding, Denial, PolicyDocument, PolicySubject, Role } from '../policy-document.ts';
import { createEffectFilter, type Effect, type EffectiveRule } from './select-effect.ts';

export type { Effect } from './select-effect.ts';

/** Which rules to list; every member that is there must be met. Conditions such as `notAfter` play no part. */
export type RuleFilter = {
  /** Beginning of the rule's id. */
  idPrefix?: string | undefined;
  /** One of its subjects is of this kind. */
  subject?: PolicySubject['kind'] | undefined;
  /** One of its subjects is this account. */
  account?: string | undefined;
  /** One of its subjects is this label. */
  label?: { key: string; value: string } | undefined;
  effect?: Effect | undefined;
};

/** As for rules; and the role that a binding gives, and whether the default bindings are listed too. */
export type BindingFilter = RuleFilter & { role?: string | undefined; includeDefaults?: boolean | undefined };

/** Beginning of a role's name, what it permits, and whether the built-in roles are listed too. */
export type RoleFilter = {
  namePrefix?: string | undefined;
  effect?: Effect | undefined;
  includeBuiltIn?: boolean | undefined;
};

export type SelectedBinding = { binding: Binding; isDefault: boolean };
export type SelectedRole = { name: string; role: Role; isBuiltIn: boolean };

const ANYONE: readonly PolicySubject[] = [{ kind: 'everyone' }];

type Test = (rule: Pick<Binding, 'id' | 'subjects'>) => boolean;

/** Everything that is asked of a rule besides what it does. */
function createRuleTest({ idPrefix = '', subject, account, label }: RuleFilter): Test {
  const tests: ((one: PolicySubject) => boolean)[] = [];
  if (subject !== undefined) tests.push(({ kind }) => kind === subject);
  if (account !== undefined) tests.push((one) => one.kind === 'account' && one.account === account);
  if (label !== undefined) {
    tests.push((one) => one.kind === 'label' && one.key === label.key && one.value === label.value);
  }
  return ({ id, subjects }) => id.startsWith(idPrefix) && tests.every((test) => subjects.some(test));
}

function effectFilter(effect: Effect | undefined): (rule: EffectiveRule) => boolean {
  return effect === undefined ? () => true : createEffectFilter(effect);
}

/** Order by a text in code units; no two are the same. */
function by<T>(textOf: (one: T) => string): (a: T, b: T) => number {
  return (a, b) => (textOf(a) < textOf(b) ? -1 : 1);
}

/** Bindings of a valid document that meet the filter, by id; the default ones too where they hold and are asked for. */
export function selectBindings(document: PolicyDocument, filter: BindingFilter): SelectedBinding[] {
  const isMeant = createRuleTest(filter);
  const has = effectFilter(filter.effect);
  const roles = new Map(Object.entries({ ...document.roles, ...BUILT_IN_ROLES }));
  const isSelected = (binding: Binding): boolean =>
    (filter.role === undefined || binding.role === filter.role) &&
    isMeant(binding) &&
    has({ permissions: roles.get(binding.role)?.permissions ?? [], names: binding.names, subjects: binding.subjects });
  const defaults = filter.includeDefaults === true && document.defaults ? DEFAULT_BINDINGS : [];
  return [
    ...document.bindings.filter(isSelected).map((binding) => ({ binding, isDefault: false })),
    ...defaults.filter(isSelected).map((binding) => ({ binding, isDefault: true })),
  ].toSorted(by(({ binding }) => binding.id));
}

/** Denials of a valid document that meet the filter, by id. An effect is what they take away. */
export function selectDenials(document: PolicyDocument, filter: RuleFilter): Denial[] {
  const isMeant = createRuleTest(filter);
  const has = effectFilter(filter.effect);
  return document.denials.filter((denial) => isMeant(denial) && has(denial)).toSorted(by(({ id }) => id));
}

/** Roles of a valid document that meet the filter, by name. */
export function selectRoles(document: PolicyDocument, filter: RoleFilter): SelectedRole[] {
  const { namePrefix = '', includeBuiltIn = false } = filter;
  const has = effectFilter(filter.effect);
  const select = (roles: Readonly<Record<string, Role>>, isBuiltIn: boolean): SelectedRole[] =>
    Object.entries(roles)
      .filter(([name, { permissions }]) => name.startsWith(namePrefix) && has({ permissions, subjects: ANYONE }))
      .map(([name, role]) => ({ name, role, isBuiltIn }));
  const builtIn = includeBuiltIn ? select(BUILT_IN_ROLES, true) : [];
  return [...select(document.roles, false), ...builtIn].toSorted(by(({ name }) => name));
}
