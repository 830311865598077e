import * as z from 'zod';

import { type AuthEvent, authEventSchema, isAuthEventType } from './auth-event.ts';
import { type RegistryEvent, registryEventSchema } from './registry-event.ts';

/** Any event of ours. */
export type WharfingerEvent = RegistryEvent | AuthEvent;

/** Any event of ours; `type` says which schema it must fit. */
export const eventSchema: z.ZodType<WharfingerEvent> = z.union([registryEventSchema, authEventSchema]);

/** Whether an event tells of a decision of the token function. */
export function isAuthEvent(event: WharfingerEvent): event is AuthEvent {
  return isAuthEventType(event.type);
}
