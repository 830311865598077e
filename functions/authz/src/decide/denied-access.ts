import type { DecisionContent } from '@wharfinger/event-delivery';
import { limitCaller } from '@wharfinger/events';
import type { AuthorizeQuestion } from '@wharfinger/native-api';
import { formatScope, type Scope } from '@wharfinger/token';

import type { Decision } from './authorize.ts';

/** What docker_auth asked about one scope, and didn't get. */
export type DeniedAccess = Pick<AuthorizeQuestion, 'labels' | 'restrictions'> & {
  /** `null` is anonymous. */
  account: string | null;
  /** The client's IP address; `null` when it isn't known. */
  address: string | null;
  service: string;
  scopes: readonly Scope[];
  decisions: readonly Decision[];
};

/** Takes note of it; never waits and never throws. */
export type TellDenied = (denied: DeniedAccess) => void;

/** What an event says of it. docker_auth makes no token then, whatever part of it is granted. */
export function describeDenied(denied: DeniedAccess): DecisionContent {
  const { account, address, service, labels, restrictions, scopes, decisions } = denied;
  return {
    outcome: 'denied',
    reason: 'not all that was asked for is granted, and docker_auth grants all or nothing',
    account,
    service,
    address,
    credential: null,
    ...limitCaller({ labels: labels ?? {}, restrictions: restrictions ?? undefined }),
    requested: scopes.map(formatScope),
    granted: [],
    decisions: decisions.map(({ granted, rule, reason }, index) => ({
      scope: scopes
        .slice(index, index + 1)
        .map(formatScope)
        .join(''),
      granted: [...granted],
      rule,
      reason,
    })),
  };
}
