import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** An S3 endpoint over one bucket in memory: what a function needs that runs alone. */
export type MemoryStore = { endpoint: string; bucket: string; stop: () => Promise<void> };

type StoredObject = { body: Buffer; etag: string; metadata: Record<string, string> };
type Answer = { status: number; headers?: Record<string, string>; body?: Buffer | string };

const BUCKET = 'control';

function fault(status: number, code: string): Answer {
  return { status, headers: { 'content-type': 'application/xml' }, body: `<Error><Code>${code}</Code></Error>` };
}

function put(objects: Map<string, StoredObject>, key: string, request: IncomingMessage, body: Buffer): Answer {
  const before = objects.get(key);
  const ifMatch = request.headers['if-match']?.replaceAll('"', '');
  const isStale = ifMatch !== undefined && ifMatch !== before?.etag;
  if (isStale || (request.headers['if-none-match'] === '*' && before !== undefined)) {
    return fault(412, 'PreconditionFailed');
  }
  const etag = createHash('md5').update(body).digest('hex');
  const metadata = Object.entries(request.headersDistinct).flatMap(([name, values]): [string, string][] =>
    name.startsWith('x-amz-meta-') ? [[name, values?.[0] ?? '']] : [],
  );
  objects.set(key, { body, etag, metadata: Object.fromEntries(metadata) });
  return { status: 200, headers: { etag: `"${etag}"` } };
}

function get(objects: Map<string, StoredObject>, key: string, request: IncomingMessage): Answer {
  const found = objects.get(key);
  if (found === undefined) return fault(404, 'NoSuchKey');
  const headers = { ...found.metadata, etag: `"${found.etag}"` };
  const isKnown = request.headers['if-none-match']?.replaceAll('"', '') === found.etag;
  return isKnown ? { status: 304, headers } : { status: 200, headers, body: found.body };
}

function list(objects: Map<string, StoredObject>, query: URLSearchParams): Answer {
  const prefix = query.get('prefix') ?? '';
  const after = query.get('start-after') ?? '';
  const contents = [...objects]
    .filter(([key]) => key.startsWith(prefix) && key > after)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([key, { body, etag }]) =>
        `<Contents><Key>${key}</Key><Size>${body.byteLength}</Size><ETag>"${etag}"</ETag>` +
        '<LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>',
    );
  const body = `<ListBucketResult><IsTruncated>false</IsTruncated>${contents.join('')}</ListBucketResult>`;
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

function answerTo(objects: Map<string, StoredObject>, request: IncomingMessage, body: Buffer): Answer {
  const url = new URL(request.url ?? '/', 'http://store');
  const key = decodeURIComponent(url.pathname.slice(`/${BUCKET}/`.length));
  if (request.method === 'PUT') return put(objects, key, request, body);
  if (request.method === 'GET') return key === '' ? list(objects, url.searchParams) : get(objects, key, request);
  if (request.method === 'DELETE') {
    objects.delete(key);
    return { status: 204 };
  }
  return fault(501, 'NotImplemented');
}

async function handle(
  objects: Map<string, StoredObject>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { status, headers = {}, body = '' } = answerTo(objects, request, Buffer.concat(await request.toArray()));
  response.writeHead(status, headers).end(status === 204 || status === 304 ? undefined : body);
}

/** Starts the store on a free port of this machine, with these documents in it. */
export async function startMemoryStore(documents: Readonly<Record<string, unknown>>): Promise<MemoryStore> {
  const objects = new Map<string, StoredObject>();
  for (const [key, value] of Object.entries(documents)) {
    const body = Buffer.from(JSON.stringify(value));
    objects.set(key, { body, etag: createHash('md5').update(body).digest('hex'), metadata: {} });
  }
  const server = createServer((request, response) => {
    handle(objects, request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new TypeError('The store has no port.');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    bucket: BUCKET,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
