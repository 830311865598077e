import { createSecretKey, randomBytes } from 'node:crypto';

import { createHttpExchange, type Secret } from '@wharfinger/function-kit';

import { createHttpAuthn } from './http-authn.ts';
import { createHttpAuthz } from './http-authz.ts';
import { upstreamUrl } from './http-upstream.ts';
import type { Authenticate, Authorize } from './ports.ts';
import { rememberAuthn } from './remember-authn.ts';
import { rememberAuthz } from './remember-authz.ts';
import { UpstreamError } from './upstream-error.ts';
import { createWaker, type Waker, type WakerOptions } from './wake-upstream.ts';

export type UpstreamsOptions = {
  authnUrl: URL;
  authzUrl: URL;
  callerSecret: Secret;
  timeoutMs: number;
  /** For how long an answer may be remembered at most; 0 asks every time. */
  rememberMs: number;
  elapsedMs: () => number;
  log: WakerOptions['log'];
};

export type Upstreams = {
  authenticate: Authenticate;
  authorize: Authorize;
  /** Wakes both at once, where they sleep. */
  wake: () => void;
};

/** The two functions behind this one: asked over kept connections, remembered, and woken beside each other. */
export function createHttpUpstreams(options: UpstreamsOptions): Upstreams {
  const { authnUrl, authzUrl, callerSecret, timeoutMs, elapsedMs, log } = options;
  const exchange = createHttpExchange({ timeoutMs });
  const wakerOf = (name: string, baseUrl: URL): Waker => {
    const question = { method: 'GET', url: upstreamUrl(baseUrl, '/healthz'), headers: {} } as const;
    const poke = async (): Promise<void> => {
      const { status } = await exchange(question);
      if (status !== 200) throw new UpstreamError('ERR_UPSTREAM_STATUS', `${question.url.host} answered ${status}.`);
    };
    return createWaker({ name, elapsedMs, log, poke });
  };
  const authn = wakerOf('authn-hook', authnUrl);
  const authz = wakerOf('authz', authzUrl);
  const askAuthn = authn.watch(createHttpAuthn({ baseUrl: authnUrl, callerSecret, exchange }));
  const askAuthz = authz.watch(createHttpAuthz({ baseUrl: authzUrl, callerSecret, exchange }));
  const memory = { elapsedMs, maxAgeMs: options.rememberMs };
  const authenticate: Authenticate = (question, context) => {
    authz.wake();
    return askAuthn(question, context);
  };
  // NOTE: a key object: bytes would be made into one by every HMAC, which takes seven times as long.
  const secret = createSecretKey(randomBytes(32));
  return {
    authenticate: rememberAuthn(authenticate, { ...memory, secret }),
    authorize: rememberAuthz(askAuthz, memory),
    wake: () => {
      authn.wake();
      authz.wake();
    },
  };
}
