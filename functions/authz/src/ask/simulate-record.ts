import { type AuthEventData, type AuthOutcome, isAuthEvent, type WharfingerEvent } from '@wharfinger/events';
import type { ComparedRequest } from '@wharfinger/policy';
import { parseScope } from '@wharfinger/token';

/** A page of recorded decisions. */
export type RecordPage = {
  events: readonly WharfingerEvent[];
  /** How many records can't be read. */
  unreadable: number;
  /** What the next page is asked for with; undefined at the end. */
  cursor: string | undefined;
};

export type RecordAnswer =
  | { kind: 'page'; page: RecordPage }
  /** The token that is passed on may not read the record. */
  | { kind: 'forbidden' }
  /** There is no usable answer in time. */
  | { kind: 'unavailable'; reason: string };

/** Reads the record of past decisions, as whoever the token is of. Never throws. */
export type ReadRecord = (question: {
  since: Date;
  limit: number;
  cursor: string | undefined;
  authorization: string;
  signal: AbortSignal;
}) => Promise<RecordAnswer>;

/** Why recorded decisions can't be made again, and how many each. */
export type Unjudged = {
  /** The record doesn't say which labels the caller had, or to what the credential was restricted. */
  withoutCaller: number;
  /** It has more scopes than the record has room for: those that it names are compared. */
  truncated: number;
  /** What was asked for is no scope. */
  malformed: number;
};

const DECIDED: ReadonlySet<AuthOutcome> = new Set(['granted', 'partly-granted', 'denied']);

function hasCaller({ labels, labelsOmitted, restrictionsOmitted }: AuthEventData): boolean {
  return labels !== undefined && labelsOmitted === undefined && restrictionsOmitted === undefined;
}

/** How many decisions a record tells of that were made for docker_auth: what was denied it, as what it was granted isn't told. */
export function countDockerAuthDenials(event: WharfingerEvent): number {
  return isAuthEvent(event) && event.source.endsWith('/authz') ? event.data.count : 0;
}

/** The requests that a recorded decision was made on; what can't be made again is counted. */
export function toComparedRequests(event: WharfingerEvent, unjudged: Unjudged): ComparedRequest[] {
  if (!isAuthEvent(event) || !DECIDED.has(event.data.outcome)) return [];
  const { data } = event;
  const { account, service, address, labels = {}, restrictions = null, count } = data;
  if (!hasCaller(data)) {
    unjudged.withoutCaller += count;
    return [];
  }
  if (data.listsTruncated === true) unjudged.truncated += count;
  const caller = { account, labels, address, service, restrictions, at: new Date(event.time), count };
  return data.decisions.flatMap(({ scope }) => {
    const parsed = parseScope(scope);
    if (parsed.kind === 'ok') return [{ ...caller, scope: parsed.value }];
    unjudged.malformed += count;
    return [];
  });
}
