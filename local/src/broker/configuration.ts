import { z } from 'zod';
import { filterSchema, type Filter } from './filter.ts';

export type Trigger = {
  /** Names the trigger's folder in the spool. */
  name: string;
  subscriber: string;
  /** All of them must match. */
  filters: Filter[];
  /** How many requests to the subscriber may be under way at once. Default 10. */
  concurrency?: number | undefined;
};

const triggerSchema: z.ZodType<Trigger> = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]+$/),
  subscriber: z.url(),
  filters: z.array(filterSchema),
  concurrency: z.int().positive().optional(),
});

export const brokerConfigurationSchema: z.ZodType<BrokerConfiguration> = z.strictObject({
  port: z.int(),
  ingressPath: z.string().startsWith('/'),
  spoolDirectory: z.string(),
  deadLetterDirectory: z.string(),
  triggers: z.array(triggerSchema),
});

export type BrokerConfiguration = {
  port: number;
  /** What proves a sender: events are taken on this path alone. */
  ingressPath: string;
  spoolDirectory: string;
  deadLetterDirectory: string;
  triggers: Trigger[];
};
