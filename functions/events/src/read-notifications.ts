import { parseEnvelope, parseNotification, type RegistryEvent, toRegistryEvent } from '@wharfinger/events';
import type { Parsed } from '@wharfinger/oci';

/** One thing that the registry told: an event, or what can't become one; `content` is the JSON or text of it. */
export type Told =
  | { kind: 'event'; event: RegistryEvent; content: string }
  | { kind: 'unmappable'; reason: string; time: string | undefined; content: string };

/** Everything that the body of a notification POST tells, in its order; a body that is no envelope is one unmappable thing. */
export function readNotifications(body: Uint8Array, context: { site: string; registry: string }): Told[] {
  const text = new TextDecoder().decode(body);
  const members = parseJsonEnvelope(text);
  if (members.kind === 'invalid') {
    return [{ kind: 'unmappable', reason: members.reason, time: undefined, content: text }];
  }
  return members.value.map((member) => readMember(member, context));
}

function parseJsonEnvelope(text: string): Parsed<unknown[]> {
  try {
    return parseEnvelope(JSON.parse(text));
  } catch {
    return { kind: 'invalid', reason: 'the body is not JSON' };
  }
}

function readMember(member: unknown, context: { site: string; registry: string }): Told {
  const content = JSON.stringify(member);
  const notification = parseNotification(member);
  if (notification.kind === 'invalid') {
    return { kind: 'unmappable', reason: notification.reason, time: undefined, content };
  }
  const event = toRegistryEvent(notification.value, context);
  return event.kind === 'ok'
    ? { kind: 'event', event: event.value, content }
    : { kind: 'unmappable', reason: event.reason, time: notification.value.timestamp, content };
}
