export {
  type CompiledPolicy,
  compilePolicy,
  compilePolicyInSteps,
  type PolicyCompilation,
} from './decide/compile-policy.ts';
export type { PolicyProblem } from './decide/compile-permissions.ts';
export { decideGrant, type Grant, type GrantRequest } from './decide/decide-grant.ts';
export { BUILT_IN_ROLES, DEFAULT_BINDINGS, DEFAULT_POLICY } from './default-policy.ts';
export { diffPolicies, diffPoliciesInSteps, isSameRule, type PolicyChange } from './judge/diff-policies.ts';
export type { ActingAdministrator } from './judge/acting-administrator.ts';
export { findLockOut, findLockOutInSteps, type LockOut } from './judge/find-lock-out.ts';
export { findWarnings, findWarningsInSteps } from './judge/find-warnings.ts';
export type { PolicyWarning, PolicyWarnings, WarningContext } from './judge/policy-warning.ts';
export {
  containsNetwork,
  formatAddress,
  formatNetwork,
  type IpNetwork,
  networksMeet,
  parseAddress,
  parseNetwork,
} from './decide/ip-network.ts';
export type { Caller } from './decide/match-rule.ts';
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
  policyInputSchema,
  type PolicySubject,
  type Role,
  roleSchema,
  ruleIdSchema,
} from './policy-document.ts';
export { type NamedCaller, readCaller } from './decide/read-caller.ts';
export { requestedActions } from './decide/requested-actions.ts';
export { parseRestrictions, type Restrictions } from './decide/restrictions.ts';
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
} from './ask/select-rules.ts';
export { createStepBudget, type StepBudget } from './decide/step-budget.ts';
export {
  type ExplainedAction,
  type ExplainedNearRule,
  type ExplainedOutcome,
  explainDecision,
  type Explanation,
  type RuleReference,
} from './ask/explain-decision.ts';
export type { ConditionName } from './ask/near-conditions.ts';
export {
  type Callers,
  type OpenConditions,
  whoCan,
  type WhoCanAnswer,
  type WhoCanEntry,
  type WhoCanQuestion,
} from './ask/who-can.ts';
export { findTakenAway, type TakenAway } from './ask/who-can-denials.ts';
export type { AccountChanges } from './ask/compare-policies-accounts.ts';
export {
  type ComparedRequest,
  type Comparison,
  createComparison,
  type DecisionChange,
  type PolicyComparison,
} from './ask/compare-policies.ts';
