import { type CompiledPolicy, createStepBudget, decideGrant, type PolicyDocument } from '@wharfinger/policy';
import { newEnforcer, newModelFromString } from 'casbin';
import type { Decide } from './measure-decisions.ts';
import type { PolicyShape } from './policy-shapes.ts';

const SERVICE = 'registry.local';
const MAX_STEPS = 5_000_000;

/** RBAC with names as casbin documents it; what is cheap and refuses most stands first. */
const CASBIN_MODEL = `[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, obj, act
[role_definition]
g = _, _
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.act == p.act && keyMatch(r.obj, p.obj) && g(r.sub, p.sub)`;

/** Different questions, spread over the whole policy: even ones are granted, odd ones aren't. */
export const QUESTIONS = 20_000;

function askAbout(shape: PolicyShape, question: number, bindings: number): { index: number; name: string } {
  const index = (question * 7919) % bindings;
  return { index, name: question % 2 === 0 ? shape.granted(index) : shape.refused(index) };
}

/** The policy of a shape, without the default bindings. */
export function createDocument(shape: PolicyShape, bindings: number): PolicyDocument {
  const list = Array.from({ length: bindings }, (_, index) => shape.binding(index));
  return { schema: 1, defaults: false, roles: {}, bindings: list, denials: [] };
}

/** One decision of ours: one scope with one action, with the budget that authz gives to a request. */
export function createOurs(shape: PolicyShape, bindings: number, policy: CompiledPolicy): Decide {
  const now = new Date();
  const requests = Array.from({ length: QUESTIONS }, (_, question) => {
    const { index, name } = askAbout(shape, question, bindings);
    const labels = new Map([['groups', new Set([`team-${index}`, 'developers'])]]);
    const caller = { account: `user-${index}`, labels, address: null, service: SERVICE };
    return { caller, scope: { type: 'repository', name, actions: ['pull'] }, restrictions: null };
  });
  return (question) => {
    const request = requests[question];
    return request !== undefined && decideGrant(policy, request, now, createStepBudget(MAX_STEPS)).granted.length > 0;
  };
}

/** casbin's synchronous enforcer with the same rules, loaded by its management API. */
export async function createCasbin(shape: PolicyShape, bindings: number): Promise<Decide> {
  const enforcer = await newEnforcer(newModelFromString(CASBIN_MODEL));
  const rules = Array.from({ length: bindings }, (_, index) => shape.casbinRule(index));
  await enforcer.addPolicies(rules.map(({ policy }) => policy));
  await enforcer.addGroupingPolicies(rules.map(({ grouping }) => grouping));
  const requests = Array.from({ length: QUESTIONS }, (_, question) => askAbout(shape, question, bindings));
  return (question) => {
    const request = requests[question];
    return request !== undefined && enforcer.enforceSync(`user-${request.index}`, request.name, 'pull');
  };
}
