import {
  type RegistryEvent,
  signEvent,
  toHttpMessage,
  toRegistryEvent,
  type WharfingerEvent,
} from '@wharfinger/events';

export const EVENT_SECRET = 'fixed-event-secret-of-a-test';

export type EventOptions = {
  id?: string;
  time?: string;
  repository?: string;
  site?: string;
  secret?: string;
  source?: string;
};

/** A signed push of a manifest. */
export function exampleEvent(options: EventOptions = {}): RegistryEvent {
  const digest = `sha256:${'a'.repeat(64)}`;
  const event = toRegistryEvent(
    {
      id: options.id ?? '0192',
      timestamp: options.time ?? '2026-11-22T15:57:25.991114966Z',
      action: 'push',
      target: {
        repository: options.repository ?? 'team/app',
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        digest,
        size: 7,
        tag: 'v1',
      },
      request: { method: 'PUT', addr: '192.0.2.1:55250' },
      actor: { name: 'alice' },
    },
    { site: options.site ?? 'local', registry: 'registry.example' },
  );
  if (event.kind === 'invalid') throw new Error(event.reason);
  const { value } = event;
  return signEvent({ ...value, source: options.source ?? value.source }, options.secret ?? EVENT_SECRET);
}

/** The event as a broker delivers it. */
export function delivered(event: WharfingerEvent, mode: 'binary' | 'structured' = 'binary'): RequestInit {
  if (mode === 'structured') {
    return { method: 'POST', headers: { 'content-type': 'application/cloudevents+json' }, body: JSON.stringify(event) };
  }
  const { headers, body } = toHttpMessage(event);
  const added = { 'ce-knativearrivaltime': '2026-11-22T15:57:26Z', 'ce-knativebrokerttl': '254' };
  return { method: 'POST', headers: { ...headers, ...added }, body };
}
