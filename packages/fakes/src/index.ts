export { binding, denial, plainRequest, policyDocument } from './arbitrary-policy.ts';
export { bucketContract, type BucketContractOptions, type MakeBucket } from './bucket.contract.ts';
export type { BucketUnderTest } from './bucket-rules.ts';
export {
  type FakeAnswer,
  FAKE_ISSUER_PATHS,
  type FakeIssuer,
  type FakeIssuerOptions,
  startFakeIssuer,
} from './fake-issuer.ts';
export { createFixedClock, type FixedClock } from './fixed-clock.ts';
export { createManualSchedule, type ManualSchedule } from './manual-schedule.ts';
export {
  createMemoryBucket,
  type BucketOperation,
  type FailureOptions,
  type MemoryBucket,
  type MemoryBucketOptions,
} from './memory-bucket.ts';
export { naiveDecision, type PlainRequest } from './naive-decision.ts';
export { compiled, decide } from './policy-under-test.ts';
export { createSequentialIds } from './sequential-ids.ts';
export { TEST_KEY_PEMS } from './test-key-pems.ts';
export { createTestKeys, type TestKeys } from './test-keys.ts';
