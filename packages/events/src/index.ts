export { acceptEvent } from './accept-event.ts';
export { acceptRegistryEvent } from './accept-registry-event.ts';
export {
  type AuthEvent,
  type AuthEventData,
  type AuthEventType,
  type AuthOutcome,
  type AuthScopeDecision,
} from './auth-event.ts';
export { canonicalJson } from './canonical-json.ts';
export { decideDelivery, type Delivery } from './decide-delivery.ts';
export type { EventPlatform, EventReference } from './event-reference.ts';
export { EVENT_MAX_BYTES } from './event-limits.ts';
export { signEvent, verifyEvent } from './event-signature.ts';
export { epochNanoseconds, isEventTime, normalizeEventTime } from './event-time.ts';
export { eventSchema, isAuthEvent, isPolicyEvent, isRegistryEvent, type WharfingerEvent } from './event.ts';
export { decodeHeaderValue, encodeHeaderValue } from './header-value.ts';
export { type HttpMessage, parseHttpMessage, toHttpMessage } from './http-message.ts';
export { limitCaller, type LimitedCaller } from './limit-caller.ts';
export {
  NOTIFICATION_MEDIA_TYPES,
  parseEnvelope,
  parseNotification,
  type RegistryNotification,
} from './notification.ts';
export { POLICY_CHANGED, POLICY_REFUSED } from './policy-event.ts';
export type { PolicyChangedData, PolicyEvent, PolicyEventType, PolicyRefusedData } from './policy-event.ts';
export {
  readEventType,
  type RegistryEvent,
  type RegistryEventData,
  type RegistryEventKind,
  registryEventSchema,
  type RegistryEventType,
  type RegistryEventVerb,
  type TargetKind,
} from './registry-event.ts';
export { siteSchema } from './site.ts';
export { type AuthDecision, toAuthEvent } from './to-auth-event.ts';
export { type PolicyOccurrence, toPolicyEvent } from './to-policy-event.ts';
export { toRegistryEvent } from './to-registry-event.ts';
