import { requireAccess } from '@wharfinger/admin-access';
import { StoreError } from '@wharfinger/control-store';
import { acceptRegistryEvent, EVENT_MAX_BYTES } from '@wharfinger/events';
import {
  type FunctionDefinition,
  type FunctionRequest,
  type FunctionResponse,
  json,
  noContent,
  problem,
  type Readiness,
  type Secret,
  unavailable,
} from '@wharfinger/function-kit';
import type { TokenVerifier } from '@wharfinger/token';

import type { DirtyMarks } from './dirty-marks.ts';
import { isDirtying } from './is-dirtying.ts';
import { parseDirtyQuery } from './parse-dirty-query.ts';

export type GcDeps = {
  readonly site: string;
  readonly eventSecrets: readonly Secret[];
  readonly verifyToken: TokenVerifier;
  readonly dirtyMarks: DirtyMarks;
  readonly readiness: () => Promise<Readiness>;
  /** Whether the store keeps the conditions of a write: without, nothing may be written. @throws {StoreError} */
  readonly isWritable: () => Promise<boolean>;
};

const RETRY_AFTER_SECONDS = 1;
const LATER: FunctionResponse = { status: 503, headers: { 'retry-after': String(RETRY_AFTER_SECONDS) } };

/** Marks the repositories that changed and shows the marks to administrators. */
export function createGcFunction(deps: GcDeps): FunctionDefinition {
  const access = { type: 'gc', name: 'default', action: 'read' };
  return {
    name: 'gc',
    routes: [
      { method: 'POST', path: '/', handler: (request) => takeEvent(request, deps), maxBodyBytes: EVENT_MAX_BYTES },
      {
        method: 'GET',
        path: '/v1/dirty',
        handler: requireAccess(deps.verifyToken, access, (request) => listDirty(request, deps.dirtyMarks)),
      },
    ],
    readiness: deps.readiness,
    toErrorResponse: (error) =>
      error instanceof StoreError
        ? unavailable('The control store cannot be read now.', RETRY_AFTER_SECONDS)
        : undefined,
  };
}

// NOTE: never a body, whatever the answer: a broker takes a body for a reply. The reason is in the log.
async function takeEvent(request: FunctionRequest, deps: GcDeps): Promise<FunctionResponse> {
  const secrets = deps.eventSecrets.map((secret) => secret.reveal());
  const event = acceptRegistryEvent(request, { site: deps.site, secrets });
  if (event.kind === 'invalid') {
    request.log.warn({ reason: event.reason }, 'event refused');
    return { status: 400 };
  }
  const { id, type, repository } = event.value;
  if (!isDirtying(type)) return noContent();
  try {
    if (!(await deps.isWritable())) {
      request.log.error(
        { event: { id, type }, repository },
        'repository not marked: the control store ignores conditions',
      );
      return LATER;
    }
    const outcome = await deps.dirtyMarks.mark(event.value);
    const level = outcome === 'unreadable' ? 'error' : 'debug';
    request.log[level]({ event: { id, type }, repository, outcome }, 'repository is dirty');
    return noContent();
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    request.log.error({ err: error, event: { id, type }, repository }, 'repository not marked');
    return LATER;
  }
}

async function listDirty(request: FunctionRequest, dirtyMarks: DirtyMarks): Promise<FunctionResponse> {
  const query = parseDirtyQuery(request.query);
  if (query.kind === 'invalid') {
    const { parameter, reason } = query;
    return problem(400, { title: 'Invalid query', detail: `The parameter ${parameter} ${reason}.`, parameter });
  }
  const { marks, unreadable, cursor } = await dirtyMarks.list(query.value);
  if (unreadable.length > 0) request.log.error({ objects: unreadable }, 'unreadable dirty marks');
  const repositories = marks.map(({ repository, since, lastEventId, lastEventTime }) => ({
    repository,
    since,
    lastEventId,
    lastEventTime,
  }));
  return json(200, { repositories, unreadable, cursor }, { 'cache-control': 'no-store' });
}
