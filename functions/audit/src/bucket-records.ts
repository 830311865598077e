import { createHash } from 'node:crypto';

import { type Bucket, createDocuments, StoreError } from '@wharfinger/control-store';
import type { PolicyEventType, WharfingerEvent } from '@wharfinger/events';
import type { Secret } from '@wharfinger/function-kit';
import pMap from 'p-map';

import { type AuditRecord, auditRecordSchema } from './audit-record.ts';
import { listDecisionObjects } from './bucket-decisions.ts';
import { findRecordFault } from './find-record-fault.ts';
import { formatDecisionsCursor } from './decisions-cursor.ts';
import { cursorAt, decisionPlace, decisionsPrefix, keyAtCursor, recordName, recordsPrefix } from './record-key.ts';
import type { RecordPlace } from './record-place.ts';
import type { Records, RecordsPage, UnreadableRecord } from './records.ts';
import { PAGE_MAX_BYTES, takePage } from './take-page.ts';

const CONCURRENT_READS = 16;
/** Of so many records those of one type are picked out for a page. */
const LOOKED_AT = 1000;
const IDENTITY_HEX_LENGTH = 32;

type Listed = { key: string; sizeBytes: number };
type Read = { kind: 'record'; record: AuditRecord } | ({ kind: 'unreadable' } & UnreadableRecord) | { kind: 'gone' };

/** Records in the control bucket, one object each, never written twice, and believed only with their signature. */
export function createBucketRecords(options: {
  bucket: Bucket;
  site: string;
  /** Any of them may have signed a record. */
  eventSecrets: readonly Secret[];
  now: () => Date;
}): Records {
  const { bucket, site, eventSecrets, now } = options;
  const documents = createDocuments({ bucket, schema: auditRecordSchema });
  const keyOf = (event: WharfingerEvent, place: RecordPlace): string =>
    `${recordsPrefix(site, place)}${recordName(event.time, identityOf(event))}`;

  async function read({ key, sizeBytes }: Listed, place: RecordPlace | undefined): Promise<Read> {
    if (place === undefined) return { kind: 'unreadable', object: key, reason: 'it is not where a record is' };
    if (sizeBytes > PAGE_MAX_BYTES) return { kind: 'unreadable', object: key, reason: 'it is too long' };
    try {
      const result = await documents.read(key);
      if (result.kind !== 'found') return { kind: 'gone' };
      const secrets = eventSecrets.map((secret) => secret.reveal());
      const fault = findRecordFault(result.value.event, { key, site, place, secrets, keyOf });
      if (fault !== undefined) return { kind: 'unreadable', object: key, reason: fault };
      return { kind: 'record', record: result.value };
    } catch (error) {
      // NOTE: whatever one object does to its judge, it must not keep the others from being shown.
      if (!(error instanceof StoreError)) return { kind: 'unreadable', object: key, reason: 'it cannot be judged' };
      if (error.code !== 'ERR_STORE_DOCUMENT_INVALID') throw error;
      return { kind: 'unreadable', object: key, reason: 'it is no record' };
    }
  }

  async function readAll(
    page: readonly Listed[],
    placeOf: (listed: Listed) => RecordPlace | undefined,
  ): Promise<Read[]> {
    return pMap(page, (listed) => read(listed, placeOf(listed)), { concurrency: CONCURRENT_READS });
  }

  return {
    async add(event, place) {
      const { kind } = await documents.create(keyOf(event, place), {
        schema: 1,
        recordedAt: now().toISOString(),
        event,
      });
      return kind === 'stored' ? 'stored' : 'duplicate';
    },
    async list({ place, type, limit, cursor }) {
      const prefix = recordsPrefix(site, place);
      const startAfter = cursor === undefined ? {} : { startAfter: keyAtCursor(prefix, cursor) };
      const listed = type === undefined ? limit : LOOKED_AT;
      const { keys, isTruncated } = await bucket.list(prefix, { limit: listed, ...startAfter });
      const page = takePage(keys);
      const found = await readAll(page, () => place);
      const end = type === undefined ? page.length : endOfPage(found, { type, limit });
      const last = page.slice(0, end).at(-1);
      const hasMore = isTruncated || end < keys.length;
      return {
        ...toPage(found.slice(0, end), type),
        cursor: hasMore && last !== undefined ? cursorAt(prefix, last.key) : undefined,
      };
    },
    async decisions({ since, limit, cursor }) {
      const prefix = decisionsPrefix(site);
      const from = cursor === undefined ? undefined : `${prefix}${cursor}`;
      const { objects, after } = await listDecisionObjects(bucket, { site, since, limit, after: from });
      const page = takePage(objects);
      const next = page.length < objects.length ? page.at(-1)?.key : after;
      return {
        ...toPage(await readAll(page, ({ key }) => decisionPlace(site, key))),
        cursor: next === undefined ? undefined : formatDecisionsCursor(next.slice(prefix.length)),
      };
    },
  };
}

/** What was read of one page; of records those of the type, where there is one. */
function toPage(found: readonly Read[], type?: PolicyEventType): Pick<RecordsPage, 'records' | 'unreadable'> {
  return {
    records: found.flatMap((one) => (isRecordOf(one, type) ? [one.record] : [])),
    unreadable: found.flatMap((one) => (one.kind === 'unreadable' ? [{ object: one.object, reason: one.reason }] : [])),
  };
}

function isRecordOf(one: Read, type: PolicyEventType | undefined): one is Extract<Read, { kind: 'record' }> {
  return one.kind === 'record' && (type === undefined || one.record.event.type === type);
}

/** How many of those that were read make a page of so many records of a type. */
function endOfPage(found: readonly Read[], { type, limit }: { type: PolicyEventType; limit: number }): number {
  let records = 0;
  const last = found.findIndex((one) => {
    if (isRecordOf(one, type)) records += 1;
    return records === limit;
  });
  return last === -1 ? found.length : last + 1;
}

// CloudEvents §3.1: source and id together name an event. As JSON, no two pairs are one text.
function identityOf({ source, id }: WharfingerEvent): string {
  return createHash('sha256')
    .update(JSON.stringify([source, id]))
    .digest('hex')
    .slice(0, IDENTITY_HEX_LENGTH);
}
