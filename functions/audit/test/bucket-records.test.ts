import { createFixedClock, createMemoryBucket } from '@wharfinger/fakes';
import { Secret } from '@wharfinger/function-kit';
import { expect, test } from 'vitest';

import { createBucketRecords } from '../src/bucket-records.ts';
import { recordsPrefix } from '../src/record-key.ts';
import { recordPlace } from '../src/record-place.ts';
import { EVENT_SECRET, exampleEvent } from './example-event.ts';

test('an object that breaks whoever judges it is unreadable, and hides no other', async () => {
  const event = exampleEvent();
  const place = recordPlace(event);
  if (place.kind === 'invalid') throw new Error(place.reason);
  const object = `${recordsPrefix('local', place.value)}${'0'.repeat(21)}-${'0'.repeat(32)}.json`;
  const bucket = createMemoryBucket({ objects: { [object]: '{}' } });
  const records = createBucketRecords({
    bucket: {
      ...bucket,
      get: (key, options) => (key === object ? Promise.reject(new RangeError('too deep')) : bucket.get(key, options)),
    },
    site: 'local',
    eventSecrets: [new Secret(EVENT_SECRET)],
    now: createFixedClock('2026-11-22T16:00:00.000Z').now,
  });
  await records.add(event, place.value);
  const page = await records.list({ kind: 'place', place: place.value, limit: 10, cursor: undefined });
  expect(page.unreadable).toEqual([{ object, reason: 'it cannot be judged' }]);
  expect(page.records).toMatchObject([{ event: { id: event.id } }]);
});
