import {
  type AdminHandler,
  formatCursor,
  parseEtag,
  parseIfMatch,
  parsePage,
  parseWriteCondition,
} from '@wharfinger/admin-access';
import {
  type FunctionRequest,
  type FunctionResponse,
  type Handler,
  json,
  readJson,
  type Route,
  unavailable,
} from '@wharfinger/function-kit';
import type { TokenVerifier } from '@wharfinger/token';
import * as z from 'zod';

import { createAdministratorHandlers } from './administrator-handler.ts';
import { issuerLocationProblem } from './issuer-location.ts';
import type { Preparation } from './preparation.ts';
import { toPublicTrust } from './public-trust.ts';
import { RETRY_AFTER_SECONDS } from './retry-after.ts';
import {
  badRequest,
  invalidBody,
  NO_SUCH_TRUST,
  NOT_WRITABLE,
  PRECONDITION_MISSING,
  toTrustResponse,
  trustAnswer,
} from './to-response.ts';
import { type TrustDocument, trustInputSchema, trustNameSchema } from './trust-document.ts';
import { deleteTrust, type TrustWriteDeps, writeTrust } from './trust-write.ts';
import type { Trusts } from './trusts.ts';
import { admitWorkload, type WorkloadAdmission, type WorkloadAdmissionDeps } from './workload-admission.ts';
import type { IssuerNetwork } from './workload-issuer-address.ts';
import { IssuerError } from './workload-issuer-error.ts';
import { readTokenIssuer } from './workload-verification.ts';

export type TrustRoutesDeps = Omit<TrustWriteDeps, 'trusts'> & {
  readonly trusts: Trusts;
  readonly workload: WorkloadAdmissionDeps;
  readonly issuers: { readonly privateNetworks: readonly IssuerNetwork[] };
  readonly verifyToken: TokenVerifier;
  readonly preparation: Pick<Preparation, 'isWritable'>;
};

const TRUST_MAX_BYTES = 262_144;
const PATH = '/v1/trusts/:name';

const checkInput = z.strictObject({ token: z.string().min(1).max(16_384) });

/** The administration of trusts. */
export function createTrustRoutes(deps: TrustRoutesDeps): Route[] {
  const { reading, writing } = createAdministratorHandlers(deps.verifyToken);
  return [
    { method: 'GET', path: '/v1/trusts', handler: reading(createListTrusts(deps)) },
    { method: 'GET', path: PATH, handler: reading(createReadTrust(deps)) },
    { method: 'PUT', path: PATH, handler: writing(createPutTrust(deps)), maxBodyBytes: TRUST_MAX_BYTES },
    { method: 'DELETE', path: PATH, handler: writing(createDeleteTrust(deps)) },
    { method: 'POST', path: `${PATH}/check`, handler: reading(createCheckTrust(deps)), maxBodyBytes: TRUST_MAX_BYTES },
  ];
}

/** `GET` of all, a page at a time, in the order of their keys. */
function createListTrusts({ trusts }: TrustRoutesDeps): Handler {
  return async (request) => {
    const page = parsePage(request.query);
    if (page.kind === 'invalid') return badRequest(page.reason);
    const listed = await trusts.list(page.value);
    const { broken } = listed;
    if (broken.length > 0) request.log.error({ broken }, 'the documents of trusts cannot be read');
    const body = { trusts: listed.trusts.map(toPublicTrust), broken, next: formatCursor(listed.nextAfter) };
    return json(200, body, { 'cache-control': 'no-store' });
  };
}

function createReadTrust({ trusts }: TrustRoutesDeps): Handler {
  return async (request) => {
    const name = trustNameSchema.safeParse(request.params['name']);
    if (!name.success) return NO_SUCH_TRUST;
    const found = await trusts.read(name.data);
    if (found.kind === 'missing') return NO_SUCH_TRUST;
    const known = parseEtag(request.headers['if-none-match']);
    if (known === found.etag) return { status: 304, headers: { etag: `"${known}"` } };
    return trustAnswer(200, found.value, found.etag);
  };
}

/** `PUT` of one: creates it, or with `If-Match` replaces the version named there. */
function createPutTrust(deps: TrustRoutesDeps): AdminHandler {
  return async (request, claims) => {
    const name = trustNameSchema.safeParse(request.params['name']);
    if (!name.success) return badRequest(`The name of a trust ${name.error.issues[0]?.message}.`);
    const condition = parseWriteCondition(request.headers['if-match'], request.headers['if-none-match']);
    if (condition.kind === 'invalid') return badRequest(condition.reason);
    const body = readJson(request, trustInputSchema);
    if (body.kind === 'problem') return body.response;
    const { issuer, jwks } = body.value;
    // With its keys inside, nobody asks the issuer.
    const problem = jwks === null ? issuerLocationProblem(issuer, deps.issuers.privateNetworks) : undefined;
    if (problem !== undefined) return invalidBody('/issuer', problem);
    if (!deps.preparation.isWritable()) return NOT_WRITABLE;
    const outcome = await writeTrust(name.data, body.value, condition.value, deps);
    request.log.info({ trust: name.data, by: claims.sub, outcome: outcome.kind }, 'trust written');
    return toTrustResponse(outcome);
  };
}

/** `DELETE` of one version, which `If-Match` has to name. */
function createDeleteTrust(deps: TrustRoutesDeps): AdminHandler {
  return async (request, claims) => {
    const name = trustNameSchema.safeParse(request.params['name']);
    if (!name.success) return NO_SUCH_TRUST;
    const header = request.headers['if-match'];
    if (header === undefined) return PRECONDITION_MISSING;
    const ifMatch = parseIfMatch(header);
    if (ifMatch.kind === 'invalid') return badRequest(ifMatch.reason);
    if (!deps.preparation.isWritable()) return NOT_WRITABLE;
    const outcome = await deleteTrust(name.data, ifMatch.value, deps);
    request.log.info({ trust: name.data, by: claims.sub, outcome: outcome.kind }, 'trust deleted');
    return toTrustResponse(outcome);
  };
}

/** Says whom a token would let in by this trust, and why not. Uses no token up; says and logs no part of it. */
function createCheckTrust({ trusts, workload }: TrustRoutesDeps): Handler {
  return async (request) => {
    const name = trustNameSchema.safeParse(request.params['name']);
    const found = name.success ? await trusts.read(name.data) : undefined;
    if (found?.kind !== 'found') return NO_SUCH_TRUST;
    const trust = found.value;
    const body = readJson(request, checkInput);
    if (body.kind === 'problem') return body.response;
    const issuer = readTokenIssuer(body.value.token);
    if (issuer === undefined) return checked({ kind: 'refused', why: 'the text is no signed token' });
    if (issuer !== trust.issuer)
      return checked({ kind: 'refused', why: `${trust.name}: the claim iss is not the issuer` });
    const admission = await admitForCheck(request, body.value.token, trust, workload);
    if ('status' in admission) return admission;
    if (admission.kind === 'refused') return checked({ kind: 'refused', why: admission.why });
    if (trust.disabled) return checked({ kind: 'refused', why: `${trust.name}: the trust is disabled` });
    return checked({ kind: 'admitted', account: admission.account, labels: admission.labels });
  };
}

/** An administrator is told why the keys can't be had; nobody else is. */
async function admitForCheck(
  request: FunctionRequest,
  token: string,
  trust: TrustDocument,
  workload: WorkloadAdmissionDeps,
): Promise<WorkloadAdmission | FunctionResponse> {
  try {
    return await admitWorkload(token, [trust], workload);
  } catch (error) {
    if (!(error instanceof IssuerError)) throw error;
    request.log.warn({ err: error, trust: trust.name }, 'the keys of the issuer cannot be had');
    // Time mends the others.
    if (error.code === 'ERR_ISSUER_FORBIDDEN') return { kind: 'refused', why: error.message, account: null };
    return unavailable(error.message, RETRY_AFTER_SECONDS);
  }
}

function checked(result: Readonly<Record<string, unknown>>): FunctionResponse {
  return json(200, result, { 'cache-control': 'no-store' });
}
