import { createHash } from 'node:crypto';

import { type Bucket, createDocuments, type Documents, StoreError } from '@wharfinger/control-store';
import pMap from 'p-map';

import { type AuditRecord, auditRecordSchema } from './audit-record.ts';
import { cursorAt, keyAtCursor, recordName, recordsPrefix } from './record-key.ts';
import type { Records } from './records.ts';

const CONCURRENT_READS = 16;
const IDENTITY_HEX_LENGTH = 32;

type Read = { kind: 'record'; record: AuditRecord } | { kind: 'unreadable'; key: string } | { kind: 'gone' };

/** Records in the control bucket, one object each, never written twice. */
export function createBucketRecords(options: { bucket: Bucket; site: string; now: () => Date }): Records {
  const { bucket, site, now } = options;
  const documents = createDocuments({ bucket, schema: auditRecordSchema });
  return {
    async add(event) {
      const key = `${recordsPrefix(site, event.repository)}${recordName(event.time, identityOf(event))}`;
      const { kind } = await documents.create(key, { schema: 1, recordedAt: now().toISOString(), event });
      return kind === 'stored' ? 'stored' : 'duplicate';
    },
    async list({ repository, limit, cursor }) {
      const prefix = recordsPrefix(site, repository);
      const startAfter = cursor === undefined ? {} : { startAfter: keyAtCursor(prefix, cursor) };
      const { keys, isTruncated } = await bucket.list(prefix, { limit, ...startAfter });
      const read = await pMap(keys, ({ key }) => readRecord(documents, key), { concurrency: CONCURRENT_READS });
      const last = keys.at(-1);
      return {
        records: read.flatMap((one) => (one.kind === 'record' ? [one.record] : [])),
        unreadable: read.flatMap((one) => (one.kind === 'unreadable' ? [one.key] : [])),
        cursor: isTruncated && last !== undefined ? cursorAt(prefix, last.key) : undefined,
      };
    },
  };
}

// CloudEvents §3.1: source and id together name an event. As JSON, no two pairs are one text.
function identityOf({ source, id }: AuditRecord['event']): string {
  return createHash('sha256')
    .update(JSON.stringify([source, id]))
    .digest('hex')
    .slice(0, IDENTITY_HEX_LENGTH);
}

async function readRecord(documents: Documents<AuditRecord>, key: string): Promise<Read> {
  try {
    const result = await documents.read(key);
    return result.kind === 'found' ? { kind: 'record', record: result.value } : { kind: 'gone' };
  } catch (error) {
    if (error instanceof StoreError && error.code === 'ERR_STORE_DOCUMENT_INVALID') return { kind: 'unreadable', key };
    throw error;
  }
}
