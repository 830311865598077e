import { expect, test } from 'vitest';

import { createSequentialIds } from './sequential-ids.ts';

test('ids count from one, each source for itself', () => {
  const newId = createSequentialIds();
  const newRequestId = createSequentialIds('request');
  expect([newId(), newId(), newRequestId()]).toEqual(['id-0001', 'id-0002', 'request-0001']);
});
