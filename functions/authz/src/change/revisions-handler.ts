import {
  type AdminHandler,
  describeUnknownParameter,
  formatCursor,
  parsePage,
  parseWriteCondition,
} from '@wharfinger/admin-access';
import { StoreError } from '@wharfinger/control-store';
import { type FunctionResponse, type Handler, json, type Route } from '@wharfinger/function-kit';

import { createAdministratorHandlers } from './administrator-handler.ts';
import { parseWriteQuery } from './parse-write-query.ts';
import type { CurrentPolicy, Policies } from '../store/policies.ts';
import { documentAnswer } from './policy-handler.ts';
import type { PolicyRoutesDeps } from './policy-routes.ts';
import { showDiff } from './shown-diff.ts';
import { writePolicyDocument } from './write-policy-handler.ts';
import { badRequest, notFound } from '../to-response.ts';

const NUMBER = /^(?:0|[1-9]\d{0,14})$/;
const PATH = '/v1/revisions/:number';

const NO_SUCH_REVISION: FunctionResponse = notFound('There is no such revision.');

/** What the policy was, who made it so, and how to go back. */
export function createRevisionRoutes(deps: PolicyRoutesDeps): Route[] {
  const { reading, writing } = createAdministratorHandlers(deps);
  return [
    { method: 'GET', path: '/v1/revisions', handler: reading(createListRevisions(deps)) },
    { method: 'GET', path: PATH, handler: reading(createReadRevision(deps)) },
    { method: 'GET', path: `${PATH}/policy`, handler: reading(createReadRevisionPolicy(deps)) },
    {
      method: 'POST',
      path: `${PATH}/restore`,
      handler: writing(
        ({ params: { number = '' } }) => `revisions/${NUMBER.test(number) ? number : '(no number)'}`,
        createRestore(deps),
      ),
    },
  ];
}

function createListRevisions({ policies }: PolicyRoutesDeps): Handler {
  return async (request) => {
    const page = parsePage(request.query);
    if (page.kind === 'invalid') return badRequest(page.reason);
    const { limit, after } = page.value;
    if (after !== undefined && !NUMBER.test(after)) return badRequest('cursor is the "next" of an earlier page.');
    const before = after === undefined ? {} : { before: Number(after) };
    const { revisions, unreadable, nextBefore } = await policies.revisions({ limit, ...before });
    if (unreadable.length > 0) request.log.error({ unreadable }, 'revisions cannot be read');
    const next = formatCursor(nextBefore?.toString());
    return json(200, { revisions, unreadable, next }, { 'cache-control': 'no-store' });
  };
}

async function readRevision(policies: Pick<Policies, 'revision'>, text = ''): Promise<CurrentPolicy | undefined> {
  return NUMBER.test(text) ? policies.revision(Number(text)) : undefined;
}

/** One revision, with what it changed; `diff` is null where the one before isn't kept, or can't be read. */
function createReadRevision({ policies }: PolicyRoutesDeps): Handler {
  return async (request) => {
    const unknown = describeUnknownParameter(request.query, []);
    if (unknown !== undefined) return badRequest(unknown);
    const found = await readRevision(policies, request.params['number']);
    if (found === undefined) return NO_SUCH_REVISION;
    const { revision, document } = found;
    const before = await readBefore(policies, found);
    const diff = before === undefined ? { diff: null } : showDiff(before.document, document);
    return json(200, { ...revision, ...diff }, { 'cache-control': 'no-store' });
  };
}

/** What a revision is compared with. */
async function readBefore(
  policies: Pick<Policies, 'revision'>,
  found: CurrentPolicy,
): Promise<CurrentPolicy | undefined> {
  try {
    return found.revision.number === 0 ? found : await policies.revision(found.revision.number - 1);
  } catch (error) {
    if (error instanceof StoreError && error.code === 'ERR_STORE_DOCUMENT_INVALID') return undefined;
    throw error;
  }
}

/** The document as it was. */
function createReadRevisionPolicy({ policies }: PolicyRoutesDeps): Handler {
  return async (request) => {
    const unknown = describeUnknownParameter(request.query, []);
    if (unknown !== undefined) return badRequest(unknown);
    const found = await readRevision(policies, request.params['number']);
    return found === undefined ? NO_SUCH_REVISION : documentAnswer(request, found.document, found.revision.etag);
  };
}

/** Makes a new revision of an old document, by today's rules; with `If-Match` only in the place of that version. */
function createRestore(deps: PolicyRoutesDeps): AdminHandler {
  return async (request, claims) => {
    const query = parseWriteQuery(request.query);
    if (query.kind === 'invalid') return badRequest(query.reason);
    const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = request.headers;
    if (ifNoneMatch !== undefined) return badRequest('If-None-Match makes no sense here.');
    const condition = parseWriteCondition(ifMatch, undefined);
    if (condition.kind === 'invalid') return badRequest(condition.reason);
    const found = await readRevision(deps.policies, request.params['number']);
    if (found === undefined) return NO_SUCH_REVISION;
    const named = condition.value.kind === 'replace' ? condition.value : undefined;
    const asked = { ...query.value, account: claims.sub, restored: found.revision.number };
    return writePolicyDocument(request, { document: found.document, condition: named }, asked, deps);
  };
}
