import { StoreError } from '@wharfinger/control-store';
import { type Delivery, NOTIFICATION_MEDIA_TYPES, signEvent, toHttpMessage } from '@wharfinger/events';
import {
  type FunctionDefinition,
  type FunctionRequest,
  type FunctionResponse,
  noContent,
  problem,
  requireCaller,
  unavailable,
} from '@wharfinger/function-kit';

import type { Config } from './config.ts';
import type { Quarantine, Quarantined } from './quarantine.ts';
import { readNotifications } from './read-notifications.ts';
import type { Sink } from './sink.ts';

export type EventsDeps = {
  readonly sink: Sink;
  readonly quarantine: Quarantine;
  /** Whether the quarantine could take something. @throws when it couldn't */
  readonly checkStore: () => Promise<void>;
};

// NOTE: what is refused for its length blocks the registry's queue for ever. Without `includereferences` no notification
// comes near this; with it, one manifest of 4 MiB can be longer: Distribution writes its descriptors out, indented.
const ENVELOPE_MAX_BYTES = 32 * 1024 * 1024;
const RETRY_AFTER_SECONDS = 1;

/** Takes the registry's notifications and answers 204 once every one is with the sink or in quarantine. */
export function createEventsFunction(config: Config['events'], deps: EventsDeps): FunctionDefinition {
  return {
    name: 'events',
    routes: [
      {
        method: 'POST',
        path: '/notifications',
        handler: requireCaller(config.callerSecrets, (request) => takeNotifications(request, config, deps)),
        maxBodyBytes: ENVELOPE_MAX_BYTES,
      },
    ],
    readiness: async () => {
      const [hasSink, hasStore] = await Promise.all([deps.sink.isReachable(), succeeds(deps.checkStore)]);
      const missing = [...(hasSink ? [] : ['the sink']), ...(hasStore ? [] : ['the control store'])];
      return missing.length === 0 ? { kind: 'ready' } : { kind: 'not-ready', missing };
    },
    toErrorResponse: (error) =>
      error instanceof StoreError
        ? unavailable('The control store cannot keep what cannot be delivered.', RETRY_AFTER_SECONDS)
        : undefined,
  };
}

async function takeNotifications(
  request: FunctionRequest,
  config: Config['events'],
  deps: EventsDeps,
): Promise<FunctionResponse> {
  if (!isNotification(request.headers['content-type'])) {
    const accept = NOTIFICATION_MEDIA_TYPES.join(', ');
    return problem(415, { title: 'Unsupported media type', detail: `The body must be ${accept}.` }, { accept });
  }
  // One after the other: a consumer that keeps the order of one registry gets it in that order.
  for (const told of readNotifications(request.body, config)) {
    const delivery: Delivery =
      told.kind === 'event'
        ? await deps.sink.deliver(toHttpMessage(signEvent(told.event, config.eventSecret.reveal())))
        : { kind: 'refused', reason: told.reason };
    if (delivery.kind === 'unavailable') {
      request.log.warn({ reason: delivery.reason }, 'the sink takes no events');
      return unavailable(`Not delivered: ${delivery.reason}.`, RETRY_AFTER_SECONDS);
    }
    if (delivery.kind === 'refused') {
      const time = told.kind === 'event' ? told.event.time : told.time;
      await putInQuarantine({ reason: delivery.reason, time, content: told.content }, request, deps);
    }
  }
  return noContent();
}

async function putInQuarantine(item: Quarantined, { log }: FunctionRequest, deps: EventsDeps): Promise<void> {
  const { key } = await deps.quarantine(item);
  log.error({ reason: item.reason, object: key }, 'notification put in quarantine');
}

function isNotification(contentType: string | undefined): boolean {
  return NOTIFICATION_MEDIA_TYPES.includes((contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '');
}

async function succeeds(check: () => Promise<void>): Promise<boolean> {
  try {
    await check();
    return true;
  } catch {
    return false;
  }
}
