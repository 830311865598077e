import type { StorageKey } from './parse-storage-key.ts';
import {
  blobDataKey,
  layerLinkKey,
  revisionLinkKey,
  tagCurrentLinkKey,
  tagIndexLinkKey,
  uploadDataKey,
  uploadHashStateKey,
  uploadStartedAtKey,
} from './storage-keys.ts';

/** Writes the key that `parseStorageKey` reads. */
export function formatStorageKey(key: StorageKey): string {
  switch (key.kind) {
    case 'blob-data':
      return blobDataKey(key.digest);
    case 'layer-link':
      return layerLinkKey(key.repository, key.digest);
    case 'revision-link':
      return revisionLinkKey(key.repository, key.digest);
    case 'tag-current-link':
      return tagCurrentLinkKey(key.repository, key.tag);
    case 'tag-index-link':
      return tagIndexLinkKey(key.repository, key.tag, key.digest);
    case 'upload-started-at':
      return uploadStartedAtKey(key.repository, key.uploadId);
    case 'upload-data':
      return uploadDataKey(key.repository, key.uploadId);
    case 'upload-hash-state':
      break;
  }
  return uploadHashStateKey(key.repository, key.uploadId, key.algorithm, key.offsetBytes);
}
