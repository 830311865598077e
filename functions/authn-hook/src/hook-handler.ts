import {
  type FunctionRequest,
  type FunctionResponse,
  type Handler,
  problem,
  requireCaller,
  type Route,
  type Secret,
} from '@wharfinger/function-kit';
import type { Labels } from '@wharfinger/native-api';

import { type Authenticate, NOBODYS } from './authenticate.ts';
import { readHookCredentials } from './hook-credentials.ts';
import { toHookLabels } from './hook-labels.ts';
import { logRefusal } from './log-refusal.ts';
import { BUSY } from './to-response.ts';

export type HookRoutesDeps = { readonly callerSecrets: readonly Secret[]; readonly authenticate: Authenticate };

/** Nothing else on a network answers with it: the script believes an answer by this type and an exact body alone. */
const MARK = { 'content-type': 'application/vnd.wharfinger.ext-auth.v1' };

const BODY_MAX_BYTES = 262_144;

const NOT_MINE: FunctionResponse = { status: 404, headers: MARK, body: 'not-mine' };
const REFUSED: FunctionResponse = { status: 403, headers: MARK, body: 'refused' };

const allowed = (labels: Labels): FunctionResponse => ({
  status: 200,
  headers: MARK,
  body: `allowed\n${JSON.stringify({ labels })}`,
});

/** `POST /hooks/ext-auth`: who is it, for docker_auth. */
export function createHookRoutes({ callerSecrets, authenticate }: HookRoutesDeps): Route[] {
  return [
    {
      method: 'POST',
      path: '/hooks/ext-auth',
      handler: requireCaller(callerSecrets, createHookHandler(authenticate)),
      maxBodyBytes: BODY_MAX_BYTES,
    },
  ];
}

function createHookHandler(authenticate: Authenticate): Handler {
  return async (request) => {
    if (request.headers['content-type'] !== 'application/octet-stream') {
      return problem(415, { title: 'Unsupported media type', detail: 'The body must be application/octet-stream.' });
    }
    const read = readHookCredentials(request.body);
    if (read.kind === 'malformed') {
      return problem(400, { title: 'Malformed body', detail: 'The body must be an account, a space and a password.' });
    }
    // What the anonymous client may do is for authz to say: here there is nobody to refuse.
    if (read.kind === 'anonymous') return allowed({});
    if (read.kind === 'refused') return refuse(request, { why: read.why, account: null });
    const { account, password } = read;
    const answer = await authenticate({ account, password, address: null, isTypedAccount: true });
    switch (answer.kind) {
      case 'authenticated': {
        // docker_auth puts what was typed into the token, whoever it is found to be here.
        if (answer.account !== account) return refuse(request, { why: 'another-account', account: answer.account });
        return allowed(toHookLabels(answer.labels, answer.restrictions));
      }
      case 'refused':
        if (answer.why === NOBODYS) return NOT_MINE;
        return refuse(request, answer);
      case 'throttled': {
        const detail = 'Too many were wrong, or wait.';
        const seconds = String(Math.ceil(answer.retryAfterSeconds));
        return problem(429, { title: 'Too many requests', detail }, { 'retry-after': seconds });
      }
      case 'busy':
        return BUSY;
    }
  };
}

function refuse({ log }: FunctionRequest, refusal: { why: string; account: string | null }): FunctionResponse {
  logRefusal(log, refusal);
  return REFUSED;
}
