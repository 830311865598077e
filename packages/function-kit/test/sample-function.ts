import { createLogger, type FunctionDefinition, json, noContent, type RegisterOptions } from '../src/index.ts';

/** A function whose answers tell what its handlers were given. */
export function sampleFunction(fields: Partial<FunctionDefinition> = {}): FunctionDefinition {
  return {
    name: 'sample',
    routes: [
      { method: 'GET', path: '/v1/things/:thing', handler: echo },
      { method: 'PUT', path: '/v1/things/:thing', handler: echo, maxBodyBytes: 10 },
      { method: 'GET', path: '/v1/things/special', handler: () => json(200, { unreachable: true }) },
      { method: 'DELETE', path: '/v1/things/:thing', handler: () => noContent() },
      { method: 'GET', path: '/files/*rest', handler: echo },
      { method: 'POST', path: '/echo', handler: echo },
    ],
    readiness: () => Promise.resolve({ kind: 'ready' }),
    ...fields,
  };
}

const echo: FunctionDefinition['routes'][number]['handler'] = (request) =>
  json(200, {
    method: request.method,
    path: request.path,
    params: request.params,
    query: [...request.query],
    body: Buffer.from(request.body).toString('latin1'),
    contentType: request.headers['content-type'],
    contentLength: request.headers['content-length'],
    requestId: request.requestId,
    clientAddress: request.clientAddress,
  });

export type Recorder = { lines: Record<string, unknown>[]; options: RegisterOptions };

/** Options of a function whose log can be read; ids count up. */
export function recorder(options: Partial<RegisterOptions> = {}): Recorder {
  const lines: Record<string, unknown>[] = [];
  let ids = 0;
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  return {
    lines,
    options: {
      logger: createLogger({ logLevel: 'debug', destination }),
      trustedProxyHops: 1,
      newId: () => `id-${(ids += 1)}`,
      ...options,
    },
  };
}
