import { requireAccess } from '@wharfinger/admin-access';
import { StoreError } from '@wharfinger/control-store';
import { EVENT_MAX_BYTES } from '@wharfinger/events';
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

import { acceptRecord } from './accept-record.ts';
import { parseRecordsQuery } from './parse-records-query.ts';
import type { Records } from './records.ts';

export type AuditDeps = {
  readonly site: string;
  readonly eventSecrets: readonly Secret[];
  readonly verifyToken: TokenVerifier;
  readonly records: Records;
  readonly readiness: () => Promise<Readiness>;
  /** Whether the store keeps the conditions of a write: without, nothing may be written. @throws {StoreError} */
  readonly isWritable: () => Promise<boolean>;
};

const RETRY_AFTER_SECONDS = 1;
const LATER: FunctionResponse = { status: 503, headers: { 'retry-after': String(RETRY_AFTER_SECONDS) } };

/** Keeps a record of every event and shows them to administrators. */
export function createAuditFunction(deps: AuditDeps): FunctionDefinition {
  const access = { type: 'audit', name: 'default', action: 'read' };
  return {
    name: 'audit',
    routes: [
      { method: 'POST', path: '/', handler: (request) => takeEvent(request, deps), maxBodyBytes: EVENT_MAX_BYTES },
      {
        method: 'GET',
        path: '/v1/records',
        handler: requireAccess(deps.verifyToken, access, (request) => listRecords(request, deps.records)),
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
async function takeEvent(request: FunctionRequest, deps: AuditDeps): Promise<FunctionResponse> {
  const secrets = deps.eventSecrets.map((secret) => secret.reveal());
  const accepted = acceptRecord(request, { site: deps.site, secrets });
  if (accepted.kind === 'invalid') {
    request.log.warn({ reason: accepted.reason }, 'event refused');
    return { status: 400 };
  }
  const { event, place } = accepted.value;
  const { id, type, subject } = event;
  try {
    if (!(await deps.isWritable())) {
      request.log.error({ event: { id, type, subject } }, 'event not recorded: the control store ignores conditions');
      return LATER;
    }
    const outcome = await deps.records.add(event, place);
    request.log.debug({ event: { id, type, subject }, outcome }, 'event recorded');
    return noContent();
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    request.log.error({ err: error, event: { id, type, subject } }, 'event not recorded');
    return LATER;
  }
}

async function listRecords(request: FunctionRequest, records: Records): Promise<FunctionResponse> {
  const query = parseRecordsQuery(request.query);
  if (query.kind === 'invalid') {
    const { parameter, reason } = query;
    return problem(400, { title: 'Invalid query', detail: `The parameter ${parameter} ${reason}.`, parameter });
  }
  const page = await (query.value.kind === 'decisions' ? records.decisions(query.value) : records.list(query.value));
  if (page.unreadable.length > 0) request.log.error({ objects: page.unreadable }, 'unreadable audit records');
  return json(200, page, { 'cache-control': 'no-store' });
}
