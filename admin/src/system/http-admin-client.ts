import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';

import { RequestError } from './request-error.ts';

/** A function with an admin API. */
export type ApiName = 'authn-hook' | 'authz';

export type SystemAccess = {
  /** The token endpoint, with its path. */
  tokenUrl: string;
  /** The function that the requests go to, and its address, without a path. */
  api: ApiName;
  apiUrl: string;
  /** authn-hook, when the requests go to another function and it is known. */
  authnUrl?: string | undefined;
  username: string;
  password: string;
};

export type AdminRequest = {
  method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  path: string;
  headers?: Readonly<Record<string, string>>;
  body?: unknown;
};

export type AdminAnswer = { status: number; etag: string | null; body: unknown };

export type AdminClient = (request: AdminRequest) => Promise<AdminAnswer>;

export type ClientOptions = {
  /** What the token is for, as a scope. */
  scope: string;
  /** Told why a request has to wait. */
  onWait: (reason: string) => void;
  /** How long one request is tried again for. */
  patienceMs?: number;
};

const SERVICE = 'wharfinger';
const TOKEN_ENDPOINT = 'the token endpoint';
const REQUEST_TIMEOUT_MS = 30_000;
const PATIENCE_MS = 60_000;
const LONGEST_PAUSE_MS = 10_000;
const FIRST_PAUSE_MS = 500;
const TRY_AGAIN = new Set([429, 502, 503, 504]);
/** A token is asked for anew this long before it ends. */
const TOKEN_MARGIN_MS = 30_000;

/** The specification's 60 seconds where an answer doesn't say, as docker_auth's. */
const tokenAnswer = z.object({ token: z.string().min(1), expires_in: z.number().positive().default(60) });
const problemAnswer = z.object({
  detail: z.string().optional(),
  title: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string().optional(), detail: z.string().optional() })).optional(),
});

/**
 * Sends requests to the admin API with a token of its own, and again while the other side is busy or away. After a request for which
 * its patience was in vain, it tries each only once, until one succeeds.
 *
 * @throws {RequestError} `ERR_ACCESS` when the credentials aren't good for it, `ERR_UNAVAILABLE` when patience was in vain
 */
export function createAdminClient(access: SystemAccess, options: ClientOptions): AdminClient {
  let token = '';
  let tokenEndsAtMs = 0;
  let isPatient = true;

  const tryAgain = async (what: string, send: () => Promise<Response>): Promise<Response> => {
    const deadlineMs = performance.now() + (isPatient ? (options.patienceMs ?? PATIENCE_MS) : 0);
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      const answer = await sendOnce(send);
      if (answer instanceof Response && !TRY_AGAIN.has(answer.status)) {
        isPatient = true;
        return answer;
      }
      const reason = `${what} ${answer instanceof Response ? `answers ${answer.status}` : answer}`;
      const waitMs = (answer instanceof Response && retryAfterMs(answer)) || pauseMs;
      if (answer instanceof Response) await answer.body?.cancel();
      if (performance.now() + waitMs > deadlineMs) {
        isPatient = false;
        throw new RequestError('ERR_UNAVAILABLE', `${reason}${hintOn(what, answer)}`);
      }
      options.onWait(reason);
      await sleep(waitMs);
    }
  };

  const renewToken = async (): Promise<void> => {
    const url = new URL(access.tokenUrl);
    url.searchParams.set('service', SERVICE);
    url.searchParams.set('scope', options.scope);
    const basic = Buffer.from(`${access.username}:${access.password}`).toString('base64');
    const answer = await tryAgain(TOKEN_ENDPOINT, () => request(url, { headers: { authorization: `Basic ${basic}` } }));
    const text = await answer.text();
    if (answer.status === 401) {
      throw new RequestError('ERR_ACCESS', `the token endpoint refused the name ${access.username} or its password`);
    }
    const parsed = tokenAnswer.safeParse(parseJson(text));
    if (answer.status !== 200 || !parsed.success) {
      throw new RequestError(
        'ERR_ACCESS',
        `${access.tokenUrl} gave no token (HTTP ${answer.status}): is it a token endpoint?`,
      );
    }
    token = parsed.data.token;
    tokenEndsAtMs = performance.now() + parsed.data.expires_in * 1000 - TOKEN_MARGIN_MS;
  };

  const send = async ({ method, path, headers, body }: AdminRequest): Promise<Response> => {
    if (performance.now() >= tokenEndsAtMs) await renewToken();
    return await tryAgain(access.api, () =>
      request(new URL(path, access.apiUrl), {
        method,
        headers: { ...headers, authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
  };

  return async (adminRequest) => {
    let answer = await send(adminRequest);
    if (answer.status === 401) {
      // The keys may have been changed since.
      await answer.body?.cancel();
      tokenEndsAtMs = 0;
      answer = await send(adminRequest);
    }
    const body = parseJson(await answer.text());
    if (answer.status === 401 || answer.status === 403) {
      throw new RequestError(
        'ERR_ACCESS',
        `${access.username} may not do that: ${describeProblem(answer.status, body).replace(/\.$/, '')}`,
      );
    }
    return { status: answer.status, etag: answer.headers.get('etag'), body };
  };
}

/** What a problem answer says, in one line. */
export function describeProblem(status: number, body: unknown): string {
  const parsed = problemAnswer.safeParse(body);
  const { detail, title, errors = [] } = parsed.success ? parsed.data : {};
  const [first] = errors;
  const place = first?.detail === undefined ? undefined : `${first.pointer ?? ''} ${first.detail}`.trim();
  // Of a body, the place says it all.
  if (status === 400 && place !== undefined) return place;
  const said = detail ?? title ?? `HTTP ${status}`;
  return place === undefined ? said : `${said} (${place})`;
}

/** Nobody gets a token while there is no policy to judge it by. */
function hintOn(what: string, answer: Response | string): string {
  const isUnjudged = what === TOKEN_ENDPOINT && answer instanceof Response && answer.status === 503;
  return isUnjudged
    ? '. It may be that authz has no policy that holds: its /readyz says so, and docs/policy-recovery.md what to do'
    : '';
}

async function sendOnce(send: () => Promise<Response>): Promise<Response | string> {
  try {
    return await send();
  } catch (error) {
    if (error instanceof RequestError) throw error;
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : 'no answer';
    return `can't be reached (${code})`;
  }
}

async function request(url: URL, init: RequestInit): Promise<Response> {
  // NOTE: a redirect would take the credentials to where nobody meant them to go.
  return await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) });
}

function retryAfterMs(answer: Response): number {
  const seconds = Number(answer.headers.get('retry-after') ?? 0);
  return Number.isFinite(seconds) ? Math.min(seconds * 1000, LONGEST_PAUSE_MS) : 0;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
