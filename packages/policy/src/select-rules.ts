import type { Binding, Denial, PolicyDocument, PolicySubject, Role } from './policy-document.ts';

/** What a rule gives, or takes away: something on names of `type`, on `name`, the `action`. Variables may stand for anything. */
export type Effect = { type: string; name?: string | undefined; action?: string | undefined };

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

/** Beginning of a role's name, and what it permits. */
export type RoleFilter = {
  namePrefix?: string | undefined;
  effect?: Effect | undefined;
  includeBuiltIn?: boolean | undefined;
};

export type SelectedBinding = { binding: Binding; isDefault: boolean };
export type SelectedRole = { name: string; role: Role; isBuiltIn: boolean };

/** Bindings that meet the filter, by id. */
export function selectBindings(_document: PolicyDocument, _filter: BindingFilter): SelectedBinding[] {
  return [];
}

/** Denials that meet the filter, by id. */
export function selectDenials(_document: PolicyDocument, _filter: RuleFilter): Denial[] {
  return [];
}

/** Roles that meet the filter, by name. */
export function selectRoles(_document: PolicyDocument, _filter: RoleFilter): SelectedRole[] {
  return [];
}
