import { type PolicyDocument, policyInputSchema } from '@wharfinger/policy';
import * as z from 'zod';

import { type AskedAccess, simulatedRequestSchema } from './explain-request.ts';

/** Most recorded decisions that are compared. */
const RECORD_MAX_LIMIT: number = 50_000;
const MAX_REQUESTS = 10_000;

/** A draft, and what it is tried on: given requests, the decisions of the last days, or both. */
export type SimulateBody = {
  policy: PolicyDocument;
  requests: (AskedAccess & { count: number })[];
  record?: { days: number; limit: number } | undefined;
};

/** Body of `POST /v1/simulate`. */
export const simulateBodySchema: z.ZodType<SimulateBody> = z.strictObject({
  policy: policyInputSchema,
  requests: z.array(simulatedRequestSchema).max(MAX_REQUESTS).default([]),
  record: z
    .strictObject({
      days: z.int().min(1).max(90).meta({ description: 'How far back.' }),
      limit: z.int().min(1).max(RECORD_MAX_LIMIT).default(RECORD_MAX_LIMIT).meta({ description: 'Most records.' }),
    })
    .optional(),
});
