import {
  type RegistryEvent,
  type RegistryNotification,
  signEvent,
  toHttpMessage,
  toRegistryEvent,
} from '@wharfinger/events';

export const EVENT_SECRET = 'fixed-event-secret-of-a-test';

export type EventOptions = {
  id?: string;
  time?: string;
  action?: string;
  target?: Partial<RegistryNotification['target']>;
  repository?: string;
  site?: string;
  secret?: string;
};

/** A signed event; a push of a manifest unless told otherwise. */
export function exampleEvent(options: EventOptions = {}): RegistryEvent {
  const manifest = {
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    digest: `sha256:${'a'.repeat(64)}`,
    tag: 'v1',
  };
  const event = toRegistryEvent(
    {
      id: options.id ?? '0192',
      timestamp: options.time ?? '2026-11-22T15:57:25.991114966Z',
      action: options.action ?? 'push',
      target: { ...(options.target ?? manifest), repository: options.repository ?? 'team/app' },
    },
    { site: options.site ?? 'local', registry: 'registry.example' },
  );
  if (event.kind === 'invalid') throw new Error(event.reason);
  return signEvent(event.value, options.secret ?? EVENT_SECRET);
}

/** The event as a broker delivers it. */
export function delivered(event: RegistryEvent): RequestInit {
  const { headers, body } = toHttpMessage(event);
  return { method: 'POST', headers: { ...headers, 'ce-knativebrokerttl': '254' }, body };
}
