import { BUILT_IN_ROLES, DEFAULT_BINDINGS } from '../default-policy.ts';
import type { StepBudget } from '../decide/step-budget.ts';
import type { Binding, Denial, Permission, PolicyDocument, PolicySubject, Role } from '../policy-document.ts';
import { createEffectFilter, type Effect, type EffectiveRule } from './select-effect.ts';

export type { Effect } from './select-effect.ts';

/** Which rules to list; every member that is there must be met. Conditions such as `notAfter` play no part. */
export type RuleFilter = {
  /** One of its subjects is of this kind. */
  subject?: PolicySubject['kind'] | undefined;
  /** One of its subjects is this account. */
  account?: string | undefined;
  /** One of its subjects is this label. */
  label?: { key: string; value: string } | undefined;
  effect?: Effect | undefined;
};

/** As for rules; and the role that a binding gives. */
export type BindingFilter = RuleFilter & { role?: string | undefined };

/** What a role permits. */
export type RoleFilter = Pick<RuleFilter, 'effect'>;

export type SelectedBinding = { binding: Binding; isDefault: boolean };
export type SelectedRole = { name: string; role: Role; isBuiltIn: boolean };

const ANYONE: readonly PolicySubject[] = [{ kind: 'everyone' }];
const NOTHING: readonly Permission[] = [];

type Test = (rule: Pick<Binding, 'subjects'>) => boolean;

/** Everything that is asked of a rule besides what it does. */
function createRuleTest({ subject, account, label }: RuleFilter): Test {
  const tests: ((one: PolicySubject) => boolean)[] = [];
  if (subject !== undefined) tests.push(({ kind }) => kind === subject);
  if (account !== undefined) tests.push((one) => one.kind === 'account' && one.account === account);
  if (label !== undefined) {
    tests.push((one) => one.kind === 'label' && one.key === label.key && one.value === label.value);
  }
  return ({ subjects }) => tests.every((test) => subjects.some(test));
}

function effectFilter({ effect }: RoleFilter, budget: StepBudget): (rule: EffectiveRule) => boolean {
  return effect === undefined ? () => true : createEffectFilter(effect, budget);
}

/** Order by a text in code units; no two are the same. */
function by<T>(textOf: (one: T) => string): (a: T, b: T) => number {
  return (a, b) => (textOf(a) < textOf(b) ? -1 : 1);
}

/**
 * Bindings of a valid document that meet the filter, by id; the default ones too where they hold. When the budget is
 * exhausted behind it, some are missing.
 */
export function selectBindings(document: PolicyDocument, filter: BindingFilter, budget: StepBudget): SelectedBinding[] {
  const isMeant = createRuleTest(filter);
  const has = effectFilter(filter, budget);
  const roles = new Map(Object.entries({ ...document.roles, ...BUILT_IN_ROLES }));
  const isSelected = (binding: Binding): boolean =>
    (filter.role === undefined || binding.role === filter.role) &&
    isMeant(binding) &&
    has({
      permissions: roles.get(binding.role)?.permissions ?? NOTHING,
      names: binding.names,
      subjects: binding.subjects,
    });
  const defaults = document.defaults ? DEFAULT_BINDINGS : [];
  return [
    ...document.bindings.filter(isSelected).map((binding) => ({ binding, isDefault: false })),
    ...defaults.filter(isSelected).map((binding) => ({ binding, isDefault: true })),
  ].toSorted(by(({ binding }) => binding.id));
}

/** Denials of a valid document that meet the filter, by id. An effect is what they take away. The budget as above. */
export function selectDenials(document: PolicyDocument, filter: RuleFilter, budget: StepBudget): Denial[] {
  const isMeant = createRuleTest(filter);
  const has = effectFilter(filter, budget);
  return document.denials.filter((denial) => isMeant(denial) && has(denial)).toSorted(by(({ id }) => id));
}

/** Roles of a valid document that meet the filter, and built-in ones, by name. The budget as above. */
export function selectRoles(document: PolicyDocument, filter: RoleFilter, budget: StepBudget): SelectedRole[] {
  const has = effectFilter(filter, budget);
  const select = (roles: Readonly<Record<string, Role>>, isBuiltIn: boolean): SelectedRole[] =>
    Object.entries(roles)
      .filter(([, { permissions }]) => has({ permissions, subjects: ANYONE }))
      .map(([name, role]) => ({ name, role, isBuiltIn }));
  return [...select(document.roles, false), ...select(BUILT_IN_ROLES, true)].toSorted(by(({ name }) => name));
}
