import {
  type FunctionRequest,
  type FunctionResponse,
  type Handler,
  problem,
  unavailable,
} from '@wharfinger/function-kit';
import { formatScope, hasAccess, type TokenClaims, type TokenVerifier } from '@wharfinger/token';

/** The one thing that a route does, in the words of a scope: `policy`, `default`, `write`. */
export type RequiredAccess = { type: string; name: string; action: string };

/** A handler that may also want to know whose token it was. */
export type AdminHandler = (
  request: FunctionRequest,
  claims: TokenClaims,
) => FunctionResponse | Promise<FunctionResponse>;

/** Is told of every token that is good and doesn't hold the access. */
export type OnForbidden = (request: FunctionRequest, claims: TokenClaims) => void;

const RETRY_AFTER_SECONDS = 5;
const BEARER = /^bearer +([A-Za-z0-9._~+/-]+=*) *$/i;

// The realm is on the address that the client called.
function challenge(scope: string, error: string | undefined): string {
  const parameters = ['realm="/auth/token"', 'service="wharfinger"', `scope="${scope}"`];
  return `Bearer ${[...parameters, ...(error === undefined ? [] : [`error="${error}"`])].join(',')}`;
}

/**
 * Lets a request through only with a bearer token that holds the access; the answer to any other names the scope that
 * is missing and never a part of the token.
 *
 * @see RFC 6750 section 3
 */
export function requireAccess(
  verifier: TokenVerifier,
  access: RequiredAccess,
  handler: AdminHandler,
  onForbidden?: OnForbidden,
): Handler {
  const scope = formatScope({ type: access.type, name: access.name, actions: [access.action] });
  const refuse = (status: 401 | 403, title: string, detail: string, error?: string): FunctionResponse =>
    problem(status, { title, detail, scope }, { 'www-authenticate': challenge(scope, error) });

  return async (request) => {
    const token = BEARER.exec(request.headers['authorization'] ?? '')?.[1];
    if (token === undefined) {
      return refuse(401, 'Unauthorized', `This call needs a bearer token with the scope ${scope}.`);
    }
    const verified = await verifier(token);
    if (verified.kind === 'unavailable') {
      return unavailable(verified.reason, RETRY_AFTER_SECONDS);
    }
    if (verified.kind === 'invalid') {
      return refuse(401, 'Unauthorized', verified.reason, 'invalid_token');
    }
    if (!hasAccess(verified.claims, access.type, access.name, access.action)) {
      onForbidden?.(request, verified.claims);
      return refuse(403, 'Forbidden', `The token does not hold the scope ${scope}.`, 'insufficient_scope');
    }
    return handler(request, verified.claims);
  };
}
