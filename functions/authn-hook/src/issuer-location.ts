import ipaddr from 'ipaddr.js';

import { classifyIssuerAddress, type IssuerNetwork } from './workload-issuer-address.ts';

const ALLOW = 'WHARFINGER_ISSUER_PRIVATE_NETWORKS of authn-hook has to name its network';

/**
 * Why the keys of an issuer could never be fetched, as far as its URL says by itself, or `undefined`. What a name resolves
 * to is looked at when it is asked.
 */
export function issuerLocationProblem(issuer: string, allowed: readonly IssuerNetwork[]): string | undefined {
  const { protocol, hostname } = new URL(issuer);
  const isSecure = protocol === 'https:';
  const addresses = addressesOf(hostname.replace(/^\[(.*)\]$/, '$1'));
  if (addresses === undefined) {
    return isSecure || allowed.length > 0
      ? undefined
      : `An issuer is asked over http on private networks alone: ${ALLOW}, or the trust its keys (jwks).`;
  }
  const isPermitted = addresses.some((address) => {
    const kind = classifyIssuerAddress(address, allowed);
    return kind === 'private' || (kind === 'public' && isSecure);
  });
  if (isPermitted) return undefined;
  return `The issuer is at an address that is not public, or is asked over http: ${ALLOW}, or the trust its keys (jwks).`;
}

/** `undefined` for a name that somebody has to look up. */
function addressesOf(host: string): readonly string[] | undefined {
  if (/^(?:.+\.)?localhost\.?$/.test(host)) return ['127.0.0.1', '::1'];
  return ipaddr.isValid(host) ? [host] : undefined;
}
