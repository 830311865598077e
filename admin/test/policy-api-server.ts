import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { diffPolicies, type PolicyDocument, policyDocumentSchema } from '@wharfinger/policy';

import { ADMIN } from './admin-api-server.ts';

const TOKEN = 'a-token-of-the-administrator';

export type PolicyApiServer = {
  url: string;
  /** What there is; each write is one more version. */
  state: { document: PolicyDocument; version: number };
  /** Bodies and queries of writes, in the order of arrival. */
  writes: { path: string; query: string; ifMatch: string | undefined }[];
  /** Answers by `METHOD path`, in the place of the usual ones. */
  answers: Map<string, { status: number; body: object; headers?: Record<string, string> }>;
  /** Bodies of questions, by path. */
  asked: Map<string, unknown>;
  close: () => Promise<void>;
};

/** A token endpoint, the policy routes of authz and the users of authn-hook, at one address. */
export async function startPolicyApi(document: PolicyDocument): Promise<PolicyApiServer> {
  const state = { document, version: 1 };
  const writes: PolicyApiServer['writes'] = [];
  const answers: PolicyApiServer['answers'] = new Map();
  const asked: PolicyApiServer['asked'] = new Map();
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    if (url.pathname === '/auth/token') {
      answerToken(request, response);
      return;
    }
    const set = answers.get(`${request.method} ${url.pathname}`);
    asked.set(url.pathname, body);
    if (set !== undefined) answer(response, set.status, set.body, set.headers);
    else if (url.pathname === '/v1/simulate') answer(response, 200, simulated());
    else if (request.method === 'GET' && url.pathname === '/v1/policy') {
      answer(response, 200, state.document, { etag: `"${state.version}-a"` });
    } else if (request.method === 'PUT' && url.pathname === '/v1/policy') {
      const ifMatch = request.headers['if-match'];
      const isDryRun = url.searchParams.has('dryRun');
      if (!isDryRun) writes.push({ path: url.pathname, query: url.search, ifMatch });
      const { status, answered } = put(state, body, { ifMatch, isDryRun });
      answer(response, status, answered);
    } else answer(response, 404, { detail: 'There is no such thing.' });
  };
  const server = createServer((request, response) => void handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    state,
    writes,
    answers,
    asked,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function put(
  state: PolicyApiServer['state'],
  body: unknown,
  { ifMatch, isDryRun }: { ifMatch: string | undefined; isDryRun: boolean },
): { status: number; answered: object } {
  const parsed = policyDocumentSchema.safeParse(body);
  if (!parsed.success) return { status: 400, answered: { errors: parsed.error.issues.map(toPlace) } };
  if (ifMatch !== `"${state.version}-a"`) {
    return { status: 412, answered: { detail: 'The last change was revision 7, by carol at noon.' } };
  }
  if (isDryRun) {
    const diff = diffPolicies(state.document, parsed.data);
    const warnings = [{ path: '$.bindings[0]', message: 'decides nothing\u{1B}[31m' }];
    return { status: 200, answered: { isChanged: diff.length > 0, isDryRun, diff, warnings } };
  }
  state.document = parsed.data;
  state.version += 1;
  return { status: 200, answered: { revision: state.version, isChanged: true, warnings: [] } };
}

function toPlace({ path, message }: { path: PropertyKey[]; message: string }): object {
  return { path: path.join('.'), detail: message };
}

function simulated(): object {
  return {
    warnings: [],
    totals: { compared: 3, changed: 1, withGains: 1, withLosses: 0 },
    changes: [
      {
        account: null,
        scope: { type: 'repository', name: 'a' },
        gained: ['pull'],
        lost: [],
        after: { granted: ['pull'], reason: 'pull granted by binding x' },
        count: 2,
      },
    ],
    areChangesTruncated: false,
    record: null,
  };
}

function answerToken(request: IncomingMessage, response: ServerResponse): void {
  const basic = Buffer.from(`${ADMIN.username}:${ADMIN.password}`).toString('base64');
  if (request.headers.authorization === `Basic ${basic}`) answer(response, 200, { token: TOKEN, expires_in: 300 });
  else answer(response, 401, {});
}

function answer(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
