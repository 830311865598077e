import { StoreError } from '@wharfinger/control-store';

/** A version of a document that is there and can't be read. */
export type BrokenDocument = { kind: 'broken'; etag: string; fault: StoreError };

/** Takes the fault of a read for an answer when the document is broken; throws any other. */
export function asBroken(fault: unknown): BrokenDocument {
  if (fault instanceof StoreError && fault.code === 'ERR_STORE_DOCUMENT_INVALID' && fault.etag !== undefined) {
    return { kind: 'broken', etag: fault.etag, fault };
  }
  throw fault;
}
