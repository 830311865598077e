export { backoffMs, type Pause, realPause } from './backoff.ts';
export type {
  Bucket,
  Etag,
  GetOptions,
  GetResult,
  ListedObject,
  ListOptions,
  ListResult,
  PutOptions,
  PutResult,
} from './bucket.ts';
export { checkListLimit, checkPutOptions, LIST_LIMIT_MAX } from './bucket.ts';
export { createCachedDocument, type CachedDocument, type CachedRead } from './cached-document.ts';
export {
  bothKeysOrNeither,
  controlBucketFrom,
  controlStoreEnvironment,
  type ControlStoreEnvironment,
} from './control-store-environment.ts';
export { invalidDocument, parseStoredJson, type StoredBody } from './document-codec.ts';
export { createDocuments, type Documents, type ReadResult, type UpdateResult } from './documents.ts';
export { HiddenText } from './hidden-text.ts';
export { probeConditionalWrites, type ProbeResult } from './probe-conditional-writes.ts';
export { createS3Bucket } from './s3-bucket.ts';
export type { S3BucketOptions } from './s3-requests.ts';
export { createStoreReadiness, type StoreReadiness, type StoreReadinessCheck } from './store-readiness.ts';
export { StoreError, type DocumentProblem, type StoreErrorCode } from './store-error.ts';
