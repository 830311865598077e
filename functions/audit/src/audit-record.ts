import { eventSchema, type WharfingerEvent } from '@wharfinger/events';
import * as z from 'zod';

/** What the control bucket keeps of one event; the event's signature stays with it. */
export type AuditRecord = {
  schema: 1;
  /** RFC 3339, when this function wrote it; `event.time` is when it happened. */
  recordedAt: string;
  event: WharfingerEvent;
};

export const auditRecordSchema: z.ZodType<AuditRecord> = z.strictObject({
  schema: z.literal(1),
  recordedAt: z.iso.datetime(),
  event: eventSchema,
});
