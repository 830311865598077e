import type { PlainRequest } from '@wharfinger/fakes';

import type { GrantRequest } from '../src/decide/decide-grant.ts';
import { type IpAddress, type IpNetwork, parseAddress, parseNetwork } from '../src/decide/ip-network.ts';
import { readCaller } from '../src/decide/read-caller.ts';
import { parseRestrictions } from '../src/decide/restrictions.ts';

/** Parses an address that is known to be one. */
export function address(text: string): IpAddress {
  const parsed = parseAddress(text);
  if (parsed.kind === 'invalid') throw new Error(parsed.reason);
  return parsed.value;
}

/** Parses a network that is known to be one. */
export function network(text: string): IpNetwork {
  const parsed = parseNetwork(text);
  if (parsed.kind === 'invalid') throw new Error(parsed.reason);
  return parsed.value;
}

/** What a plain request asks of the policy. */
export function grantRequest(
  request: PlainRequest,
  actions: readonly string[],
  restrictions: readonly string[] | null = null,
): GrantRequest {
  const { type, name } = request;
  return {
    caller: readCaller(request),
    scope: { type, name, actions },
    restrictions: parseRestrictions(restrictions),
  };
}
