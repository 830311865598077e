export { type CompiledPolicy, compilePolicy, compilePolicyInSteps, type PolicyCompilation } from './compile-policy.ts';
export type { PolicyProblem } from './compile-permissions.ts';
export { decideGrant, type Grant, type GrantRequest } from './decide-grant.ts';
export { BUILT_IN_ROLES, DEFAULT_BINDINGS, DEFAULT_POLICY } from './default-policy.ts';
export { diffPolicies, type PolicyChange } from './diff-policies.ts';
export { type ActingAdministrator, findLockOut, type LockOut } from './find-lock-out.ts';
export { findWarnings, type PolicyWarning, type PolicyWarnings, type WarningContext } from './find-warnings.ts';
export { parseAddress } from './ip-network.ts';
export type { Caller } from './match-rule.ts';
export {
  type Binding,
  bindingSchema,
  type Conditions,
  type Denial,
  denialSchema,
  MAX_RULES,
  type Permission,
  type PolicyDocument,
  policyDocumentSchema,
  type PolicySubject,
  type Role,
  roleSchema,
  ruleIdSchema,
} from './policy-document.ts';
export { requestedActions } from './requested-actions.ts';
export { parseRestrictions, type Restrictions } from './restrictions.ts';
export {
  type BindingFilter,
  type Effect,
  type RoleFilter,
  type RuleFilter,
  selectBindings,
  selectDenials,
  type SelectedBinding,
  type SelectedRole,
  selectRoles,
} from './select-rules.ts';
export { createStepBudget, type StepBudget } from './step-budget.ts';
export {
  type ExplainedAction,
  type ExplainedNearRule,
  type ExplainedOutcome,
  explainDecision,
  type Explanation,
  type RuleReference,
} from './explain-decision.ts';
export { formatAddress, formatNetwork } from './explain-network.ts';
export type { ConditionName } from './near-conditions.ts';
export {
  type Callers,
  isOneOf,
  type OpenConditions,
  whoCan,
  type WhoCanAnswer,
  type WhoCanEntry,
  type WhoCanQuestion,
} from './who-can.ts';
export { findTakenAway, type TakenAway } from './who-can-denials.ts';
export type { AccountChanges } from './compare-policies-accounts.ts';
export {
  type ComparedRequest,
  comparePolicies,
  type Comparison,
  createComparison,
  type DecisionChange,
  type PolicyComparison,
} from './compare-policies.ts';
