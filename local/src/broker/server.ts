import { EVENT_MAX_BYTES } from '@wharfinger/events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Broker } from './broker.ts';
import { readEvent } from './cloud-event.ts';
import type { DeadLetters } from './dead-letters.ts';

/** HTTP face of the broker: the ingress `POST <ingressPath>`, `GET /dead-letters`, `/healthz`, `/readyz`. */
export function createBrokerServer(broker: Broker, deadLetters: DeadLetters, ingressPath: string): Server {
  return createServer((request, response) => {
    answer(request, response, { broker, deadLetters, ingressPath }).catch((error: unknown) => {
      // The disk is full or gone: whoever sent the event keeps it and tries again.
      send(response, 503, {
        title: 'The event could not be stored.',
        detail: error instanceof Error ? error.message : '',
      });
    });
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { broker, deadLetters, ingressPath }: { broker: Broker; deadLetters: DeadLetters; ingressPath: string },
): Promise<void> {
  switch (`${request.method ?? ''} ${request.url ?? ''}`) {
    case 'GET /healthz':
    case 'GET /readyz': {
      send(response, 200, { status: 'ready' });
      return;
    }
    case 'GET /dead-letters': {
      send(response, 200, { deadLetters: deadLetters.list() });
      return;
    }
    case `POST ${ingressPath}`: {
      await takeEvent(request, response, broker);
      return;
    }
    default: {
      const isIngress = request.url === ingressPath;
      send(response, isIngress ? 405 : 404, { title: isIngress ? 'Events are posted.' : 'There is nothing here.' });
    }
  }
}

async function takeEvent(request: IncomingMessage, response: ServerResponse, broker: Broker): Promise<void> {
  const body = await readBody(request);
  if (body === undefined) {
    response.shouldKeepAlive = false;
    send(response, 413, { title: `An event may have ${String(EVENT_MAX_BYTES)} bytes.` });
    return;
  }
  const read = readEvent(request.headers, body);
  if (read.kind === 'invalid') {
    send(response, 400, { title: 'This is no CloudEvent.', detail: read.reason });
    return;
  }
  await broker.accept(read.event);
  response.writeHead(202).end();
}

/** Undefined when it is longer than the limit. */
async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    sizeBytes += chunk.length;
    if (sizeBytes > EVENT_MAX_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, status: number, body: object): void {
  if (response.headersSent) return;
  const contentType = status < 400 ? 'application/json' : 'application/problem+json';
  response.writeHead(status, { 'content-type': contentType }).end(JSON.stringify(body));
}
