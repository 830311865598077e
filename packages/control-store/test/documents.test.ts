import { createMemoryBucket } from '@wharfinger/fakes';

import { documentsContract } from './documents.contract.ts';

documentsContract('a bucket in memory', () => ({ bucket: createMemoryBucket(), prefix: 'test/' }));
