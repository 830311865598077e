export { type CompiledPolicy, compilePolicy, type PolicyCompilation } from './compile-policy.ts';
export type { PolicyProblem } from './compile-permissions.ts';
export { decideGrant, type Grant, type GrantRequest } from './decide-grant.ts';
export { BUILT_IN_ROLES, DEFAULT_BINDINGS, DEFAULT_POLICY } from './default-policy.ts';
export { parseAddress } from './ip-network.ts';
export type { Caller } from './match-rule.ts';
export {
  type Binding,
  bindingSchema,
  type Conditions,
  type Denial,
  denialSchema,
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
export { createStepBudget, type StepBudget } from './step-budget.ts';
