import { siteSchema } from '@wharfinger/events';
import { httpUrlVariable, type Secret, secretListVariable } from '@wharfinger/function-kit';
import * as z from 'zod';

/** What the environment says of events. */
export type EventEnvironment = {
  K_SINK?: URL | undefined;
  WHARFINGER_SITE?: string | undefined;
  WHARFINGER_EVENT_SECRET?: readonly Secret[] | undefined;
};

/** Where events go to, and what they are signed with. */
export type EventConfig = {
  readonly sinkUrl: URL;
  readonly site: string;
  /** Signs; the variable's other secrets are for the consumers, while it is rotated. */
  readonly eventSecret: Secret;
};

/** The variables of a function that sends events. */
export const eventEnvironment: { [Name in keyof Required<EventEnvironment>]: z.ZodType<EventEnvironment[Name]> } = {
  K_SINK: httpUrlVariable.optional(),
  WHARFINGER_SITE: siteSchema.optional(),
  WHARFINGER_EVENT_SECRET: secretListVariable.optional(),
};

/** Whoever sends events says of which site they are, and signs them. */
export const completeWithSink: z.core.$ZodCheck<EventEnvironment> = z.superRefine<EventEnvironment>(
  (environment, context) => {
    if (environment.K_SINK === undefined) return;
    for (const name of ['WHARFINGER_SITE', 'WHARFINGER_EVENT_SECRET'] as const) {
      if (environment[name] !== undefined) continue;
      context.addIssue({ code: 'custom', path: [name], message: 'is required where there is a K_SINK' });
    }
  },
  // Zod leaves checks out once a field is wrong, but an operator wants to read of every problem at once.
  { when: () => true },
);

/** What the variables say; null without a sink: nobody is told of anything. */
export function eventConfigFrom(read: EventEnvironment): EventConfig | null {
  const { K_SINK: sinkUrl, WHARFINGER_SITE: site, WHARFINGER_EVENT_SECRET: [eventSecret] = [] } = read;
  if (sinkUrl === undefined || site === undefined || eventSecret === undefined) return null;
  return Object.freeze({ sinkUrl, site, eventSecret });
}
