import * as z from 'zod';

import { type AuthEvent, authEventSchema, isAuthEventType } from './auth-event.ts';
import { isPolicyEventType, type PolicyEvent, policyEventSchema } from './policy-event.ts';
import { type RegistryEvent, registryEventSchema } from './registry-event.ts';

/** Any event of ours. */
export type WharfingerEvent = RegistryEvent | AuthEvent | PolicyEvent;

/** Any event of ours; `type` says which schema it must fit. */
export const eventSchema: z.ZodType<WharfingerEvent> = z.union([
  registryEventSchema,
  authEventSchema,
  policyEventSchema,
]);

/** Whether an event tells of a decision of the token function. */
export function isAuthEvent(event: WharfingerEvent): event is AuthEvent {
  return isAuthEventType(event.type);
}

/** Whether an event tells of a change of the policy, or of one that was refused. */
export function isPolicyEvent(event: WharfingerEvent): event is PolicyEvent {
  return isPolicyEventType(event.type);
}

/** Whether an event tells of what happened in the registry. */
export function isRegistryEvent(event: WharfingerEvent): event is RegistryEvent {
  return !isAuthEvent(event) && !isPolicyEvent(event);
}
