import * as z from 'zod';

/** Most permissions of one role or denial. */
const MAX_PERMISSIONS = 200;

/** Most subjects, names, networks and services of one rule, and most actions of one permission. */
const MAX_OF_RULE = 100;

/** Most rules and roles of a document: every instance keeps all of them in memory. */
export const MAX_RULES: Readonly<Record<'bindings' | 'denials' | 'roles', number>> = {
  bindings: 200_000,
  denials: 50_000,
  roles: 10_000,
};

/** Grammar of rule ids and role names: short, printable, and never one of the built-in `default:…` ids. */
const RULE_ID = /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/;

/** The id of a binding or denial, and the name of a role. */
export const ruleIdSchema: z.ZodType<string> = z
  .string()
  .max(64)
  .regex(RULE_ID, "must be lower-case words joined by '.', '_' or '-'");

const text = z.string().min(1).max(512);
const instant = z.iso.datetime({ offset: true });

function listOf<T extends z.ZodType>(item: T, max: number): z.ZodArray<T> {
  return z.array(item).min(1).max(max, `has more than ${max} entries: split it`);
}

const permission = z.strictObject({
  /** A scope type: repository, registry, policy, identity, gc, audit. */
  type: text,
  /** A name pattern. */
  name: text,
  /** Actions of that type, or `*` for all of them. */
  actions: listOf(text, MAX_OF_RULE),
});

const subject = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('everyone') }),
  z.strictObject({ kind: z.literal('signed-in') }),
  z.strictObject({ kind: z.literal('account'), account: text }),
  z.strictObject({ kind: z.literal('label'), key: text, value: text }),
]);

const conditions = {
  /** First instant at which the rule holds, ISO 8601 with an offset. */
  notBefore: instant.optional(),
  /** Last instant at which the rule holds. */
  notAfter: instant.optional(),
  /** Networks that the client's address must be in. */
  cidrs: listOf(text, MAX_OF_RULE).optional(),
  /** Services (token audiences) that the rule is for. */
  services: listOf(text, MAX_OF_RULE).optional(),
};

/** One binding, as the document has it. */
export const bindingSchema: z.ZodType<Binding> = z.strictObject({
  id: ruleIdSchema,
  role: text,
  subjects: listOf(subject, MAX_OF_RULE),
  /** Patterns that narrow the role's permissions to these names; absent: not narrowed. */
  names: listOf(text, MAX_OF_RULE).optional(),
  ...conditions,
});

/** One denial, as the document has it. */
export const denialSchema: z.ZodType<Denial> = z.strictObject({
  id: ruleIdSchema,
  subjects: listOf(subject, MAX_OF_RULE),
  permissions: listOf(permission, MAX_PERMISSIONS),
  ...conditions,
});

/** What stands under a role's name. */
export const roleSchema: z.ZodType<Role> = z.strictObject({ permissions: listOf(permission, MAX_PERMISSIONS) });

const documentShape = {
  schema: z.literal(1),
  /** Whether the default bindings hold beside these. */
  defaults: z.boolean(),
  roles: z
    .record(ruleIdSchema, roleSchema)
    .refine((roles) => Object.keys(roles).length <= MAX_RULES.roles, `has more than ${MAX_RULES.roles} roles`),
  bindings: z.array(bindingSchema).max(MAX_RULES.bindings, `has more than ${MAX_RULES.bindings} bindings`),
  denials: z.array(denialSchema).max(MAX_RULES.denials, `has more than ${MAX_RULES.denials} denials`),
};

/**
 * Shape of `policy/policy.json`, whole. That its patterns, roles, networks and actions mean something is checked by
 * `compilePolicy`.
 */
export const policyDocumentSchema: z.ZodType<PolicyDocument> = z.strictObject(documentShape);

/** A policy as somebody writes it down: what it leaves out is as in an empty one, and what comes out is whole. */
export const policyInputSchema: z.ZodType<PolicyDocument> = z.strictObject({
  schema: documentShape.schema.default(1),
  defaults: documentShape.defaults.default(true),
  roles: documentShape.roles.default({}),
  bindings: documentShape.bindings.default([]),
  denials: documentShape.denials.default([]),
});

/** Actions on names of one scope type. */
export type Permission = { type: string; name: string; actions: string[] };

/** Whom a rule is for. */
export type PolicySubject =
  | { kind: 'everyone' }
  | { kind: 'signed-in' }
  | { kind: 'account'; account: string }
  | { kind: 'label'; key: string; value: string };

/** When and from where a rule holds; every one that is present must be met. */
export type Conditions = {
  notBefore?: string | undefined;
  notAfter?: string | undefined;
  cidrs?: string[] | undefined;
  services?: string[] | undefined;
};

/** Named permissions. */
export type Role = { permissions: Permission[] };

/** Gives a role to subjects. */
export type Binding = Conditions & {
  id: string;
  role: string;
  subjects: PolicySubject[];
  names?: string[] | undefined;
};

/** Takes permissions away, whatever any binding gives. */
export type Denial = Conditions & { id: string; subjects: PolicySubject[]; permissions: Permission[] };

/** The policy document. */
export type PolicyDocument = {
  schema: 1;
  defaults: boolean;
  roles: Record<string, Role>;
  bindings: Binding[];
  denials: Denial[];
};
