import {
  type Binding,
  bindingSchema,
  BUILT_IN_ROLES,
  DEFAULT_BINDINGS,
  type Denial,
  denialSchema,
  type PolicyDocument,
  type Role,
  roleSchema,
} from '@wharfinger/policy';
import * as z from 'zod';

/** A role with its name, as the API shows it. */
export type NamedRole = Role & { name: string };

/** Roles, bindings or denials: how one kind of them stands in a document. Nothing changes a document; it makes another. */
export type RuleSet<T extends object> = {
  kind: 'roles' | 'bindings' | 'denials';
  /** One of them. */
  one: 'role' | 'binding' | 'denial';
  /** The member that names it. */
  idMember: 'id' | 'name';
  /** The member that marks what can't be written. */
  fixedMember: 'isDefault' | 'isBuiltIn';
  /** What the document itself says. */
  own: (document: PolicyDocument) => readonly T[];
  /** What holds beside it, and can't be written. */
  fixed: (document: PolicyDocument) => readonly T[];
  /** Parses a body; what names the rule may be left out, and must be `id` when it is there. */
  input: (id: string) => z.ZodType<T>;
  put: (document: PolicyDocument, rule: T) => PolicyDocument;
  remove: (document: PolicyDocument, id: string) => PolicyDocument;
  /** The JSON path of a rule of the document. */
  pathOf: (document: PolicyDocument, id: string) => string;
  idOf: (rule: T) => string;
};

const ID_MESSAGE = 'must be what the path names, or left out';

/** The body without what names the rule, which the path does. */
function unnamed(member: 'id' | 'name', id: string): z.ZodType<Record<string, unknown>> {
  return z.record(z.string(), z.unknown()).transform((body, context) => {
    const { [member]: given = id, ...rest } = body;
    if (given !== id) context.addIssue({ code: 'custom', path: [member], message: ID_MESSAGE });
    return rest;
  });
}

/** A rule's body, as the document would have it. */
function ruleInput<T>(schema: z.ZodType<T>, id: string): z.ZodType<T> {
  const complete = unnamed('id', id).transform((rest): unknown => ({ id, ...rest }));
  return complete.pipe(schema);
}

/** The roles of a document, beside the built-in ones. */
export const ROLES: RuleSet<NamedRole> = {
  kind: 'roles',
  one: 'role',
  idMember: 'name',
  fixedMember: 'isBuiltIn',
  own: ({ roles }) => Object.entries(roles).map(([name, { permissions }]) => ({ name, permissions })),
  fixed: () => Object.entries(BUILT_IN_ROLES).map(([name, { permissions }]) => ({ name, permissions })),
  input: (id) =>
    unnamed('name', id)
      .transform((rest): unknown => rest)
      .pipe(roleSchema)
      .transform(({ permissions }) => ({ name: id, permissions })),
  put: (document, { name, permissions }) => ({ ...document, roles: { ...document.roles, [name]: { permissions } } }),
  remove: (document, id) => {
    const { [id]: _, ...roles } = document.roles;
    return { ...document, roles };
  },
  pathOf: (_, id) => `$.roles.${id}`,
  idOf: ({ name }) => name,
};

/** The bindings of a document, beside the default ones. */
export const BINDINGS: RuleSet<Binding> = {
  kind: 'bindings',
  one: 'binding',
  idMember: 'id',
  fixedMember: 'isDefault',
  own: ({ bindings }) => bindings,
  fixed: ({ defaults }) => (defaults ? DEFAULT_BINDINGS : []),
  input: (id) => ruleInput(bindingSchema, id),
  put: (document, rule) => ({ ...document, bindings: withRule(document.bindings, rule) }),
  remove: (document, id) => ({ ...document, bindings: document.bindings.filter((rule) => rule.id !== id) }),
  pathOf: ({ bindings }, id) => `$.bindings[${bindings.findIndex((rule) => rule.id === id)}]`,
  idOf: ({ id }) => id,
};

/** The denials of a document. */
export const DENIALS: RuleSet<Denial> = {
  kind: 'denials',
  one: 'denial',
  idMember: 'id',
  fixedMember: 'isDefault',
  own: ({ denials }) => denials,
  fixed: () => [],
  input: (id) => ruleInput(denialSchema, id),
  put: (document, rule) => ({ ...document, denials: withRule(document.denials, rule) }),
  remove: (document, id) => ({ ...document, denials: document.denials.filter((rule) => rule.id !== id) }),
  pathOf: ({ denials }, id) => `$.denials[${denials.findIndex((rule) => rule.id === id)}]`,
  idOf: ({ id }) => id,
};

/** In its old place, or at the end. */
function withRule<T extends { id: string }>(rules: readonly T[], rule: T): T[] {
  const index = rules.findIndex(({ id }) => id === rule.id);
  return index < 0 ? [...rules, rule] : rules.with(index, rule);
}

/** The document's own rule of that id. */
export function findOwn<T extends object>(set: RuleSet<T>, document: PolicyDocument, id: string): T | undefined {
  return set.own(document).find((rule) => set.idOf(rule) === id);
}

/** What holds of that id beside the document's own. */
export function findFixed<T extends object>(set: RuleSet<T>, document: PolicyDocument, id: string): T | undefined {
  return set.fixed(document).find((rule) => set.idOf(rule) === id);
}
