import { epochNanoseconds, isEventTime, type RegistryEvent } from '@wharfinger/events';
import * as z from 'zod';

/** Says that a repository changed, so that the next collection looks at it. A hint: a sweep finds what no mark tells. */
export type DirtyMark = {
  schema: 1;
  repository: string;
  /** Time of the first event since the repository was clean. */
  since: string;
  /** The last event by its own time, whatever the order in which events came. */
  lastEventId: string;
  lastEventTime: string;
};

const eventTime = z.string().refine(isEventTime, 'is not an RFC 3339 time');

export const dirtyMarkSchema: z.ZodType<DirtyMark> = z.strictObject({
  schema: z.literal(1),
  repository: z.string(),
  since: eventTime,
  lastEventId: z.string(),
  lastEventTime: eventTime,
});

type EventOfMark = Pick<RegistryEvent, 'repository' | 'id' | 'time'>;

/**
 * The mark once an event is in it, or undefined when the mark says it already. The same events give the same mark,
 * however often and in whatever order they come.
 */
export function decideMark(current: DirtyMark | undefined, event: EventOfMark): DirtyMark | undefined {
  const { repository, id, time } = event;
  if (current === undefined) return { schema: 1, repository, since: time, lastEventId: id, lastEventTime: time };
  const isFirst = epochNanoseconds(time) < epochNanoseconds(current.since);
  const isLast = isLater(event, { id: current.lastEventId, time: current.lastEventTime });
  if (!isFirst && !isLast) return undefined;
  return {
    ...current,
    ...(isFirst ? { since: time } : {}),
    ...(isLast ? { lastEventId: id, lastEventTime: time } : {}),
  };
}

function isLater(event: { id: string; time: string }, other: { id: string; time: string }): boolean {
  const difference = epochNanoseconds(event.time) - epochNanoseconds(other.time);
  return difference === 0n ? event.id > other.id : difference > 0n;
}
