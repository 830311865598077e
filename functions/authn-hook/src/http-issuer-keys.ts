import type { JSONWebKeySet } from 'jose';
import * as z from 'zod';

import type { IssuerFetch } from './http-issuer-fetch.ts';
import { IssuerError } from './workload-issuer-error.ts';
import type { LoadIssuerKeys } from './workload-issuer-keys.ts';

const DISCOVERY_PATH = '/.well-known/openid-configuration';
const DISCOVERY_MAX_BYTES = 65_536;
const KEYS_MAX_BYTES = 262_144;
const MAX_KEYS = 100;
/** For both requests together. */
const TIMEOUT_MS = 4000;

const discovery = z.object({ issuer: z.string(), jwks_uri: z.url({ protocol: /^https?$/ }) });
const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(MAX_KEYS) });

/**
 * Loads the keys that an issuer publishes, by way of its discovery document, which has to be about that very issuer.
 *
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html section 4
 */
export function createHttpIssuerKeys(deps: { fetch: IssuerFetch; timeoutMs?: number }): LoadIssuerKeys {
  return async (issuer) => {
    const signal = AbortSignal.timeout(deps.timeoutMs ?? TIMEOUT_MS);
    const url = new URL(issuer.replace(/\/$/, '') + DISCOVERY_PATH);
    const found = discovery.safeParse(await deps.fetch(url, { maxBytes: DISCOVERY_MAX_BYTES, signal }));
    if (!found.success) throw invalid('The issuer publishes no discovery document.');
    if (found.data.issuer !== issuer) throw invalid('The discovery document is of another issuer.');
    const keys = keySet.safeParse(await deps.fetch(new URL(found.data.jwks_uri), { maxBytes: KEYS_MAX_BYTES, signal }));
    if (!keys.success) throw invalid('The issuer publishes no set of keys.');
    return toKeySet(keys.data);
  };
}

// A shared secret in it is nothing to verify with.
function toKeySet({ keys }: z.output<typeof keySet>): JSONWebKeySet {
  return { keys: keys.filter(({ kty }) => kty === 'RSA' || kty === 'EC' || kty === 'OKP') };
}

function invalid(message: string): IssuerError {
  return new IssuerError('ERR_ISSUER_INVALID', message);
}
