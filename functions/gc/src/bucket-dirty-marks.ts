import { type Bucket, createDocuments, type Documents, StoreError } from '@wharfinger/control-store';
import pMap from 'p-map';

import { dirtyKey, dirtyPrefix, repositoryOfDirtyKey } from './dirty-key.ts';
import { decideMark, type DirtyMark, dirtyMarkSchema } from './dirty-mark.ts';
import type { DirtyMarks } from './dirty-marks.ts';

const CONCURRENT_READS = 16;

type Read = { kind: 'mark'; mark: DirtyMark } | { kind: 'unreadable'; key: string } | { kind: 'gone' };

/** Marks in the control bucket, one object for each dirty repository, changed by compare-and-swap. */
export function createBucketDirtyMarks(options: { bucket: Bucket; site: string }): DirtyMarks {
  const { bucket, site } = options;
  const documents = createDocuments({ bucket, schema: dirtyMarkSchema });
  return {
    async mark(event) {
      const key = dirtyKey(site, event.repository);
      try {
        const { kind } = await documents.update(key, (current) => decideMark(current, event));
        return kind === 'stored' ? 'marked' : 'unchanged';
      } catch (error) {
        // That it is there says that the repository is dirty; what it says besides isn't ours to throw away.
        if (isUnreadable(error)) return 'unreadable';
        throw error;
      }
    },
    async list({ limit, cursor }) {
      const prefix = dirtyPrefix(site);
      const startAfter = cursor === undefined ? {} : { startAfter: `${prefix}${cursor}` };
      const { keys, isTruncated } = await bucket.list(prefix, { limit, ...startAfter });
      const read = await pMap(keys, ({ key }) => readMark(documents, site, key), { concurrency: CONCURRENT_READS });
      return {
        marks: read.flatMap((one) => (one.kind === 'mark' ? [one.mark] : [])),
        unreadable: read.flatMap((one) => (one.kind === 'unreadable' ? [one.key] : [])),
        cursor: isTruncated ? keys.at(-1)?.key.slice(prefix.length) : undefined,
      };
    },
  };
}

async function readMark(documents: Documents<DirtyMark>, site: string, key: string): Promise<Read> {
  const repository = repositoryOfDirtyKey(site, key);
  try {
    const result = await documents.read(key);
    if (result.kind !== 'found') return { kind: 'gone' };
    // A mark under another repository's key would send the collection to the wrong place.
    return result.value.repository === repository ? { kind: 'mark', mark: result.value } : { kind: 'unreadable', key };
  } catch (error) {
    if (isUnreadable(error)) return { kind: 'unreadable', key };
    throw error;
  }
}

function isUnreadable(error: unknown): boolean {
  return error instanceof StoreError && error.code === 'ERR_STORE_DOCUMENT_INVALID';
}
