import { type AdminHandler, describeUnknownParameter, parseEtag, parseWriteCondition } from '@wharfinger/admin-access';
import { type FunctionRequest, type FunctionResponse, type Handler, json, type Route } from '@wharfinger/function-kit';
import { policyInputSchema } from '@wharfinger/policy';

import { createAdministratorHandlers } from './administrator-handler.ts';
import { readExactJson } from './body-handler.ts';
import { parseWriteQuery } from './parse-write-query.ts';
import type { PolicyRoutesDeps } from './policy-routes.ts';
import { POLICY_MAX_BYTES } from '../store/policies.ts';
import { writePolicyDocument } from './write-policy-handler.ts';
import { badRequest } from '../to-response.ts';

/** The policy as one document. */
export function createPolicyRoutes(deps: PolicyRoutesDeps): Route[] {
  const { reading, writing } = createAdministratorHandlers(deps);
  return [
    { method: 'GET', path: '/v1/policy', handler: reading(createReadPolicy(deps)) },
    {
      method: 'PUT',
      path: '/v1/policy',
      handler: writing(() => 'policy', createPutPolicy(deps)),
      maxBodyBytes: POLICY_MAX_BYTES,
    },
  ];
}

function createReadPolicy({ policies }: PolicyRoutesDeps): Handler {
  return async (request) => {
    const unknown = describeUnknownParameter(request.query, []);
    if (unknown !== undefined) return badRequest(unknown);
    const { document, revision } = await policies.read();
    return documentAnswer(request, document, revision.etag);
  };
}

/** A whole document with its ETag, or 304 for who has it. */
export function documentAnswer(request: FunctionRequest, document: object, etag: string): FunctionResponse {
  const headers = { etag: `"${etag}"`, 'cache-control': 'no-store' };
  if (parseEtag(request.headers['if-none-match']) === etag) return { status: 304, headers };
  return json(200, document, headers);
}

/** Creates the policy, or with `If-Match` replaces the version named there, be it broken. */
function createPutPolicy(deps: PolicyRoutesDeps): AdminHandler {
  return async (request, claims) => {
    const query = parseWriteQuery(request.query);
    if (query.kind === 'invalid') return badRequest(query.reason);
    const condition = parseWriteCondition(request.headers['if-match'], request.headers['if-none-match']);
    if (condition.kind === 'invalid') return badRequest(condition.reason);
    const body = readExactJson(request, policyInputSchema);
    if (body.kind === 'problem') return body.response;
    const write = { document: body.value, condition: condition.value };
    return writePolicyDocument(request, write, { ...query.value, account: claims.sub }, deps);
  };
}
