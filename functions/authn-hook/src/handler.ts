import { StoreError } from '@wharfinger/control-store';
import { type FunctionDefinition, unavailable } from '@wharfinger/function-kit';

import { type AccessKeyRoutesDeps, createAccessKeyRoutes } from './access-keys-handler.ts';
import { type AuthenticateRoutesDeps, createAuthenticateRoutes } from './authenticate-handler.ts';
import { createHookRoutes } from './hook-handler.ts';
import type { Preparation } from './preparation.ts';
import { RETRY_AFTER_SECONDS } from './retry-after.ts';
import { createTrustRoutes, type TrustRoutesDeps } from './trusts-handler.ts';
import { createUserRoutes, type UserRoutesDeps } from './users-handler.ts';
import { IssuerError } from './workload-issuer-error.ts';

export type AuthnDeps = AuthenticateRoutesDeps &
  UserRoutesDeps &
  AccessKeyRoutesDeps &
  TrustRoutesDeps & { readonly preparation: Pick<Preparation, 'readiness'> };

/** Who is it, and the administration of identities. */
export function createAuthnFunction(deps: AuthnDeps): FunctionDefinition {
  return {
    name: 'authn-hook',
    routes: [
      ...createAuthenticateRoutes(deps),
      ...createHookRoutes(deps),
      ...createUserRoutes(deps),
      ...createAccessKeyRoutes(deps),
      ...createTrustRoutes(deps),
    ],
    readiness: async () => deps.preparation.readiness(),
    toErrorResponse: (error) => {
      if (error instanceof IssuerError)
        return unavailable('The keys of the issuer cannot be had.', RETRY_AFTER_SECONDS);
      return error instanceof StoreError
        ? unavailable('The control store gave no usable answer.', RETRY_AFTER_SECONDS)
        : undefined;
    },
  };
}
