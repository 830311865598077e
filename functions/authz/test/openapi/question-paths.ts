import * as z from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';

import { explainBodySchema } from '../../src/ask/explain-request.ts';
import { simulateBodySchema } from '../../src/ask/simulate-request.ts';
import { problemAnswers } from './problem-answers.ts';
import { pageQuery, READ } from './shared-parameters.ts';
import { change, warnings } from './shared-schemas.ts';

const texts = z.array(z.string());
const total = z.int().nonnegative();
const labels = z.record(z.string(), texts);

const inForce = z
  .strictObject({ revision: total, isStale: z.boolean().meta({ description: 'The store gives no newer one now.' }) })
  .meta({ id: 'PolicyInForce', description: 'Of which policy the answer speaks.' });

const access = {
  account: z.string().nullable(),
  labels,
  address: z.string().nullable(),
  service: z.string(),
  restrictions: texts.nullable(),
};

const ruleReference = z.strictObject({ rule: z.string(), kind: z.enum(['binding', 'denial']) });

const grant = z.strictObject({ granted: texts, rule: z.string().nullable(), reason: z.string() }).meta({ id: 'Grant' });

export const explained: z.ZodType = grant
  .extend({
    policy: inForce,
    asked: z.strictObject({
      ...access,
      type: z.string(),
      class: z.string().optional(),
      name: z.string(),
      actions: texts,
      at: z.iso.datetime(),
    }),
    actions: z.array(
      z.strictObject({
        action: z.string(),
        isGranted: z.boolean(),
        outcome: z.enum(['granted', 'denied', 'restricted', 'not-granted', 'unknown', 'malformed-name']),
        rule: z.string().nullable(),
        reason: z.string(),
        others: z.array(ruleReference).meta({ description: 'Rules that speak of it and did not decide.' }),
        othersTotal: total,
        near: z
          .array(
            ruleReference.extend({ failed: z.array(z.strictObject({ condition: z.string(), message: z.string() })) }),
          )
          .meta({ description: 'Rules that came near, the nearest first, with what they failed.' }),
        nearTotal: total,
      }),
    ),
    isNearComplete: z.boolean(),
  })
  .meta({ id: 'Explanation' });

const entry = z.strictObject({
  rule: z.string(),
  callers: z.strictObject({
    kind: z.enum(['everyone', 'signed-in', 'label', 'account']),
    account: z.string().optional(),
    labels: z.array(z.strictObject({ key: z.string(), value: z.string() })),
  }),
  conditions: z
    .strictObject({ notBefore: z.string(), notAfter: z.string(), services: texts, cidrs: texts })
    .partial()
    .meta({ description: 'What has to be met too.' }),
  isInForce: z.boolean().meta({ description: 'False: it will be.' }),
});

export const whoCanAnswer: z.ZodType = z
  .strictObject({
    policy: inForce,
    asked: z.strictObject({
      type: z.string(),
      name: z.string(),
      action: z.string(),
      service: z.string().optional(),
      address: z.string().optional(),
      at: z.iso.datetime(),
    }),
    granted: z.array(
      entry.extend({ isTakenAway: z.enum(['wholly', 'partly', 'no']), denials: texts, denialsTotal: total }),
    ),
    grantedTotal: total,
    denied: z.array(entry).max(100),
    deniedTotal: total,
    isDeniedToAll: z.boolean(),
    incomplete: texts.meta({ description: 'Rules whose callers may be more than are listed.' }),
    incompleteTotal: total,
    next: z.string().nullable(),
  })
  .meta({ id: 'WhoCan' });

const totals = { changed: total, withGains: total, withLosses: total };

export const simulated: z.ZodType = z
  .strictObject({
    policy: inForce,
    warnings,
    areWarningsComplete: z.boolean(),
    diff: z.array(change).max(1000),
    diffTotal: total,
    totals: z.strictObject({ compared: total, ...totals }),
    changes: z.array(
      z.strictObject({
        ...access,
        scope: z.strictObject({ type: z.string(), class: z.string().optional(), name: z.string(), actions: texts }),
        gained: texts,
        lost: texts,
        before: grant,
        after: grant,
        count: total,
        firstAt: z.iso.datetime(),
        lastAt: z.iso.datetime(),
      }),
    ),
    areChangesTruncated: z.boolean(),
    accounts: z.array(z.strictObject({ account: z.string().nullable(), ...totals })),
    areAccountsTruncated: z.boolean(),
    tooCostly: total.meta({ description: 'Requests that could not be decided within the work that one may take.' }),
    requests: total,
    record: z
      .strictObject({
        since: z.iso.datetime(),
        records: total,
        unreadable: total,
        isCut: z.enum(['limit', 'time']).nullable(),
        dockerAuthDenials: total.meta({
          description: 'Decisions made for docker_auth: the record has those it was denied, and none it was granted.',
        }),
        unjudged: z.strictObject({ withoutCaller: total, truncated: total, malformed: total }),
      })
      .nullable(),
  })
  .meta({ id: 'Simulation' });

const json = (schema: z.ZodType) => ({ 'application/json': { schema } });

export const questionPaths: ZodOpenApiPathsObject = {
  '/v1/explain': {
    post: {
      summary: 'Say what is decided, by which rule, and which rules came near',
      security: READ,
      requestBody: { required: true, content: json(explainBodySchema) },
      responses: { 200: { description: 'The decision.', content: json(explained) }, ...problemAnswers(413, 415) },
    },
  },
  '/v1/who-can': {
    get: {
      summary: 'Say who can do something',
      security: READ,
      requestParams: {
        query: pageQuery.extend({
          type: z.string().optional().meta({ description: 'Default `repository`.' }),
          name: z.string().meta({ example: 'team/app' }),
          action: z.string().meta({ example: 'push' }),
          service: z.string().optional(),
          address: z.string().optional(),
          at: z.iso.datetime({ offset: true }).optional(),
        }),
      },
      responses: { 200: { description: 'A page.', content: json(whoCanAnswer) }, ...problemAnswers() },
    },
  },
  '/v1/simulate': {
    post: {
      summary: 'Say which decisions a draft would change, and for whom',
      description:
        'Tried on the requests that are given, on the record of the last days, or on both. Writes nothing. The record needs the scope `audit:default:read` too.',
      security: READ,
      requestBody: { required: true, content: json(simulateBodySchema) },
      responses: { 200: { description: 'What changes.', content: json(simulated) }, ...problemAnswers(413, 415, 501) },
    },
  },
};
