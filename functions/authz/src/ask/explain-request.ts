import { parseAddress } from '@wharfinger/policy';
import { parseAccount, parseScope, parseScopePattern, type Scope } from '@wharfinger/token';
import * as z from 'zod';

/** A request for access as a person writes it down: who asks, from where, for which service and for what. */
export type AskedAccess = {
  account: string | null;
  labels: Record<string, string[]>;
  address: string | null;
  /** Undefined: the service that there is first. */
  service: string | undefined;
  scope: Scope;
  restrictions: string[] | null;
  /** Undefined: now. */
  at: Date | undefined;
};

const MAX_LENGTH = 512;
const MAX_MEMBERS = 100;
const text = z.string().min(1).max(MAX_LENGTH);

const account = z
  .string()
  .refine((name) => parseAccount(name).kind === 'ok', 'is not an account name; null is the anonymous caller')
  .nullable()
  .meta({ description: 'null: the anonymous caller.', example: 'alice' });

const address = z
  .string()
  .refine((name) => parseAddress(name).kind === 'ok', 'is not an IP address')
  .nullable()
  .meta({ description: 'null: it is not known.', example: '10.0.0.7' });

const restriction = z.string().check((context) => {
  const parsed = parseScopePattern(context.value);
  if (parsed.kind === 'ok') return;
  context.issues.push({ code: 'custom', message: parsed.reason, input: context.value });
});

const shape = z.strictObject({
  account,
  labels: z
    .record(text, z.array(text).max(MAX_MEMBERS))
    .refine((labels) => Object.keys(labels).length <= MAX_MEMBERS, `has more than ${MAX_MEMBERS} members`)
    .default({}),
  address: address.default(null),
  service: text.optional().meta({
    description: 'Whom the token is for. Default: the first of WHARFINGER_SERVICES.',
    example: 'registry.example',
  }),
  scope: text
    .optional()
    .meta({ description: 'Or `type`, `name` and `actions`.', example: 'repository:team/app:pull,push' }),
  type: text.optional(),
  name: text.optional(),
  actions: z.array(text).min(1).max(MAX_MEMBERS).optional(),
  restrictions: z
    .array(restriction)
    .max(MAX_MEMBERS)
    .nullable()
    .default(null)
    .meta({ description: 'Scope patterns beyond which the credential allows nothing; null: none of its own.' }),
  at: z.iso.datetime({ offset: true }).optional().meta({ description: 'When it is asked, RFC 3339. Default: now.' }),
});

type Shape = z.infer<typeof shape>;
type ReadScope = { kind: 'ok'; value: Scope } | { kind: 'invalid'; path: string[]; reason: string };

/** Either the scope as one text, or its parts; these may be such as no scope can have, so that it is told why not. */
function readScope({ scope, type, name, actions }: Shape): ReadScope {
  if (scope !== undefined) {
    if (type !== undefined || name !== undefined || actions !== undefined) {
      return { kind: 'invalid', path: ['scope'], reason: 'stands beside type, name or actions: use one or the other' };
    }
    const parsed = parseScope(scope);
    return parsed.kind === 'ok' ? parsed : { kind: 'invalid', path: ['scope'], reason: parsed.reason };
  }
  if (type === undefined) return { kind: 'invalid', path: ['scope'], reason: 'is missing, and so is type' };
  if (name === undefined) return { kind: 'invalid', path: ['name'], reason: 'is missing' };
  if (actions === undefined) return { kind: 'invalid', path: ['actions'], reason: 'is missing' };
  return { kind: 'ok', value: { type, name, actions } };
}

type Context = { issues: z.core.$ZodRawIssue[] };

function toAskedAccess(asked: Shape, context: Context): AskedAccess {
  const scope = readScope(asked);
  if (scope.kind === 'invalid') {
    context.issues.push({ code: 'custom', path: scope.path, message: scope.reason, input: asked });
    return z.NEVER;
  }
  const { labels, address: from, service, restrictions, at } = asked;
  return {
    account: asked.account,
    labels,
    address: from,
    service,
    scope: scope.value,
    restrictions,
    at: at === undefined ? undefined : new Date(at),
  };
}

/** Body of `POST /v1/explain`. */
export const explainBodySchema: z.ZodType<AskedAccess> = shape.transform(toAskedAccess);

/** A request to be simulated, and how often it is made. */
export const simulatedRequestSchema: z.ZodType<AskedAccess & { count: number }> = shape
  .extend({ count: z.int().min(1).max(1_000_000_000).default(1) })
  .transform(({ count, ...asked }, context) => ({ ...toAskedAccess(asked, context), count }));
