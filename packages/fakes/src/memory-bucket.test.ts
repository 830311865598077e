import { createMemoryBucket } from './memory-bucket.ts';
import { bucketContract } from './bucket.contract.ts';

bucketContract('the bucket in memory', () => ({ bucket: createMemoryBucket(), prefix: 'test/' }));
