import type { Parsed } from '@wharfinger/oci';
import * as z from 'zod';

import { type EventReference, referenceMembers } from './event-reference.ts';
import { firstProblem } from './first-problem.ts';

/** Media types of a notification envelope: Distribution 2 and 3 send the same members. */
export const NOTIFICATION_MEDIA_TYPES: readonly string[] = [
  'application/vnd.docker.distribution.events.v1+json',
  'application/vnd.docker.distribution.events.v2+json',
];

/** One event of a notification envelope, with the members that we use. Empty texts have become undefined. */
export type RegistryNotification = {
  id: string;
  timestamp: string;
  action: string;
  target: {
    repository: string;
    mediaType?: string | undefined;
    digest?: string | undefined;
    size?: number | undefined;
    fromRepository?: string | undefined;
    url?: string | undefined;
    tag?: string | undefined;
    references?: EventReference[] | undefined;
  };
  request?:
    | {
        id?: string | undefined;
        addr?: string | undefined;
        host?: string | undefined;
        method?: string | undefined;
        useragent?: string | undefined;
      }
    | undefined;
  actor?: { name?: string | undefined } | undefined;
  source?: { addr?: string | undefined; instanceID?: string | undefined } | undefined;
};

// Distribution leaves an unknown text out, or sends it empty.
const optionalText = z
  .string()
  .transform((text) => (text === '' ? undefined : text))
  .optional();
const optionalSize = z.int().nonnegative().optional();

const notificationSchema: z.ZodType<RegistryNotification> = z.object({
  id: z.string().min(1),
  timestamp: z.string(),
  action: z.string(),
  target: z.object({
    repository: z.string(),
    mediaType: optionalText,
    digest: optionalText,
    size: optionalSize,
    fromRepository: optionalText,
    url: optionalText,
    tag: optionalText,
    references: z
      .array(z.object(referenceMembers))
      .nullish()
      .transform((references) => references ?? undefined),
  }),
  request: z
    .object({
      id: optionalText,
      addr: optionalText,
      host: optionalText,
      method: optionalText,
      useragent: optionalText,
    })
    .optional(),
  actor: z.object({ name: optionalText }).optional(),
  source: z.object({ addr: optionalText, instanceID: optionalText }).optional(),
});

const envelopeSchema = z.object({ events: z.array(z.unknown()) });

/** The members of an envelope, each still unread, so that one broken notification doesn't hide the others. */
export function parseEnvelope(body: unknown): Parsed<unknown[]> {
  const result = envelopeSchema.safeParse(body);
  if (result.success) return { kind: 'ok', value: result.data.events };
  return { kind: 'invalid', reason: firstProblem(result.error) };
}

/** One member of an envelope; members that we don't use are left out. */
export function parseNotification(value: unknown): Parsed<RegistryNotification> {
  const result = notificationSchema.safeParse(value);
  if (result.success) return { kind: 'ok', value: result.data };
  return { kind: 'invalid', reason: firstProblem(result.error) };
}
