import { isRepositoryName, type RepositoryName } from '@wharfinger/oci';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { decideMark, type DirtyMark } from './dirty-mark.ts';

function repositoryName(text: string): RepositoryName {
  if (!isRepositoryName(text)) throw new TypeError(`${text} is not a repository's name`);
  return text;
}

const repository = repositoryName('team/app');

// Few ids and times, in texts that don't sort as the times do, so that ties and duplicates come up.
const event = fc.record({
  repository: fc.constant(repository),
  id: fc.constantFrom('a', 'b', 'c'),
  time: fc.constantFrom(
    '2026-11-22T15:00:00Z',
    '2026-11-22T15:00:00.5Z',
    '2026-11-22T15:00:00.51Z',
    '2026-11-22T15:00:00.500000001Z',
    '2026-11-22T15:00:01Z',
  ),
});
const events = fc.array(event, { minLength: 1, maxLength: 12 });

type Event = { repository: RepositoryName; id: string; time: string };

function markOf(told: readonly Event[]): DirtyMark | undefined {
  let mark: DirtyMark | undefined;
  for (const one of told) mark = decideMark(mark, one) ?? mark;
  return mark;
}

describe('decideMark', () => {
  test('the order of the events makes no difference', () => {
    fc.assert(
      fc.property(
        events.chain((told) => fc.tuple(fc.constant(told), fc.shuffledSubarray(told, { minLength: told.length }))),
        ([told, shuffled]) => {
          expect(markOf(shuffled)).toEqual(markOf(told));
        },
      ),
    );
  });

  test('an event that is in the mark already changes nothing', () => {
    fc.assert(
      fc.property(events, fc.nat(), (told, index) => {
        const again = told[index % told.length];
        expect(again && decideMark(markOf(told), again)).toBeUndefined();
      }),
    );
  });

  test('the mark begins with the first time and ends with the last', () => {
    fc.assert(
      fc.property(events, (told) => {
        const times = told.map(({ time }) => Number(time.slice(17, -1))).toSorted((left, right) => left - right);
        const mark = markOf(told);
        expect(Number(mark?.since.slice(17, -1))).toBe(times[0]);
        expect(Number(mark?.lastEventTime.slice(17, -1))).toBe(times.at(-1));
        expect(told).toContainEqual({ repository, id: mark?.lastEventId, time: mark?.lastEventTime });
      }),
    );
  });

  test('the first event makes the mark', () => {
    expect(decideMark(undefined, { repository, id: 'a', time: '2026-11-22T15:00:00Z' })).toEqual({
      schema: 1,
      repository: 'team/app',
      since: '2026-11-22T15:00:00Z',
      lastEventId: 'a',
      lastEventTime: '2026-11-22T15:00:00Z',
    });
  });
});
