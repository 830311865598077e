import { bindingSchema, denialSchema, roleSchema, ruleIdSchema } from '@wharfinger/policy';
import * as z from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';

import { RULES_PARAMETERS } from '../../src/change/parse-rules-query.ts';
import { problemAnswers } from './problem-answers.ts';
import {
  etagHeader,
  ifMatchHeader,
  ifMatchIfGiven,
  ifNoneMatch,
  pageQuery,
  READ,
  WRITE,
  writeQuery,
} from './shared-parameters.ts';
import { asObject, triedMembers, writtenMembers } from './shared-schemas.ts';

const binding = asObject(bindingSchema);
const denial = asObject(denialSchema);
const shownDenial = denial.meta({ id: 'Denial' });
const role = asObject(roleSchema).extend({ name: z.string() });

const filters = {
  account: z.string().optional().meta({ description: 'One of its subjects is this account.', example: 'alice' }),
  label: z
    .string()
    .optional()
    .meta({ description: 'One of its subjects is this label.', example: 'groups:developers' }),
  subject: z
    .enum(['everyone', 'signed-in', 'account', 'label'])
    .optional()
    .meta({ description: 'One of its subjects is of this kind.' }),
  role: z.string().optional().meta({ description: 'It gives this role.' }),
  type: z.string().optional().meta({ description: 'It speaks of this type; `repository` beside name or action.' }),
  name: z.string().optional().meta({ description: 'It speaks of this name.', example: 'team/app' }),
  action: z.string().optional().meta({ description: 'It gives, or takes, this action.', example: 'push' }),
};

type Kind = {
  kind: keyof typeof RULES_PARAMETERS;
  one: string;
  idMember: 'id' | 'name';
  stored: z.ZodType;
  shown: z.ZodType;
  input: z.ZodType;
};

export const KINDS: readonly Kind[] = [
  {
    kind: 'roles',
    one: 'role',
    idMember: 'name',
    stored: role.meta({ id: 'Role' }),
    shown: role.extend({ isBuiltIn: z.literal(true).optional() }).meta({ id: 'ShownRole' }),
    input: role.extend({ name: ruleIdSchema.optional() }).meta({ id: 'RoleInput' }),
  },
  {
    kind: 'bindings',
    one: 'binding',
    idMember: 'id',
    stored: binding.meta({ id: 'Binding' }),
    shown: binding.extend({ id: z.string(), isDefault: z.literal(true).optional() }).meta({ id: 'ShownBinding' }),
    input: binding.extend({ id: ruleIdSchema.optional() }).meta({ id: 'BindingInput' }),
  },
  {
    kind: 'denials',
    one: 'denial',
    idMember: 'id',
    stored: shownDenial,
    shown: shownDenial,
    input: denial.extend({ id: ruleIdSchema.optional() }).meta({ id: 'DenialInput' }),
  },
];

/** The answer to a write of one. */
export function writtenRule({ one, stored }: Pick<Kind, 'one' | 'stored'>): z.ZodObject {
  return z.strictObject({ [one]: stored, ...writtenMembers });
}

/** The answer to a write of one that is only tried; the rule isn't there when it would be deleted. */
export function triedRule({ one, stored }: Pick<Kind, 'one' | 'stored'>): z.ZodObject {
  return z.strictObject({ [one]: stored.optional(), ...triedMembers });
}

/** A page of the list. */
export function rulesPage({ kind, shown }: Pick<Kind, 'kind' | 'shown'>): z.ZodObject {
  return z.strictObject({ [kind]: z.array(shown), revision: z.int().nonnegative(), next: z.string().nullable() });
}

export const deletedRule: z.ZodType = z.strictObject({ revision: z.int() }).meta({ id: 'DeletedRule' });

const answer = (description: string, schema: z.ZodType) => ({
  description,
  headers: etagHeader,
  content: { 'application/json': { schema } },
});

function pathsOf(of: Kind): ZodOpenApiPathsObject {
  const { kind, one, idMember, shown, input } = of;
  const path = z.object({ [idMember]: z.string().meta({ example: 'dev-team' }) });
  const query = pageQuery.extend(
    Object.fromEntries(RULES_PARAMETERS[kind].map((name: keyof typeof filters) => [name, filters[name]])),
  );
  return {
    [`/v1/${kind}`]: {
      get: {
        summary: `List ${kind}`,
        description: 'Those that meet every filter. What comes with the function is marked.',
        security: READ,
        requestParams: { query },
        responses: {
          200: {
            description: 'A page, in the order of their names.',
            content: { 'application/json': { schema: rulesPage(of) } },
          },
          ...problemAnswers(409),
        },
      },
    },
    [`/v1/${kind}/{${idMember}}`]: {
      get: {
        summary: `Read a ${one}`,
        security: READ,
        requestParams: { path, header: ifNoneMatch },
        responses: {
          200: answer(`The ${one}.`, shown),
          304: { description: 'It is the version that If-None-Match names.' },
          ...problemAnswers(404, 409),
        },
      },
      put: {
        summary: `Create a ${one}, or replace a version of it`,
        description: 'Without If-Match it only creates. Who writes one doesn’t hinder who writes another.',
        security: WRITE,
        requestParams: { path, query: writeQuery, header: ifMatchIfGiven },
        requestBody: { required: true, content: { 'application/json': { schema: input } } },
        responses: {
          200: answer(
            'It was replaced, or was so already; or it was only tried.',
            z.union([writtenRule(of), triedRule(of)]),
          ),
          201: answer('It was created.', writtenRule(of)),
          ...problemAnswers(409, 412, 413, 415),
        },
      },
      delete: {
        summary: `Delete a version of a ${one}`,
        security: WRITE,
        requestParams: { path, query: writeQuery, header: ifMatchHeader },
        responses: {
          200: {
            description: 'It is gone; or it was only tried.',
            content: { 'application/json': { schema: z.union([deletedRule, triedRule(of)]) } },
          },
          ...problemAnswers(404, 409, 412, 428),
        },
      },
    },
  };
}

export const rulePaths: ZodOpenApiPathsObject = Object.assign({}, ...KINDS.map(pathsOf));
