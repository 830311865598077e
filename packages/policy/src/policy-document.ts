import * as z from 'zod';

/** Most permissions of one role or denial. */
const MAX_PERMISSIONS = 200;

/** Grammar of rule ids and role names: short, printable, and never one of the built-in `default:…` ids. */
const RULE_ID = /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/;

const id = z.string().max(64).regex(RULE_ID, "must be lower-case words joined by '.', '_' or '-'");
const text = z.string().min(1).max(512);
const instant = z.iso.datetime({ offset: true });

const permission = z.strictObject({
  /** A scope type: repository, registry, policy, identity, gc, audit. */
  type: text,
  /** A name pattern. */
  name: text,
  /** Actions of that type, or `*` for all of them. */
  actions: z.array(text).min(1),
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
  cidrs: z.array(text).min(1).optional(),
  /** Services (token audiences) that the rule is for. */
  services: z.array(text).min(1).optional(),
};

const binding = z.strictObject({
  id,
  role: text,
  subjects: z.array(subject).min(1),
  /** Patterns that narrow the role's permissions to these names; absent: not narrowed. */
  names: z.array(text).min(1).optional(),
  ...conditions,
});

const denial = z.strictObject({
  id,
  subjects: z.array(subject).min(1),
  permissions: z.array(permission).min(1).max(MAX_PERMISSIONS),
  ...conditions,
});

const role = z.strictObject({ permissions: z.array(permission).min(1).max(MAX_PERMISSIONS) });

/**
 * Shape of `policy/policy.json`. That its patterns, roles, networks and actions mean something is checked by
 * `compilePolicy`.
 */
export const policyDocumentSchema: z.ZodType<PolicyDocument> = z.strictObject({
  schema: z.literal(1),
  /** Whether the default bindings hold beside these. */
  defaults: z.boolean(),
  roles: z.record(id, role),
  bindings: z.array(binding),
  denials: z.array(denial),
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
