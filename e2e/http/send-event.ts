import type { RecordedDecision } from './decisions.ts';
import type { RecordedPolicyEvent } from './policy-records.ts';
import type { RecordedEvent } from './records.ts';

/** An event of the registry, and perhaps nobody has signed it. */
type SentEvent = Omit<RecordedEvent, 'signature'> & { signature?: string | undefined };

/** Posts an event as a broker does: attributes in `ce-` headers, the data as the body. */
export async function sendEvent(
  consumer: string,
  event: SentEvent | RecordedDecision | RecordedPolicyEvent,
): Promise<number> {
  const { data, datacontenttype, ...attributes } = event;
  const headers = Object.entries(attributes).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[`ce-${name}`, value]] : [],
  );
  const answer = await fetch(consumer, {
    method: 'POST',
    headers: { ...Object.fromEntries(headers), 'content-type': datacontenttype },
    body: JSON.stringify(data),
    signal: AbortSignal.timeout(15_000),
  });
  await answer.body?.cancel();
  return answer.status;
}

type Forgery = { title: string; forge: (event: RecordedEvent, repository: string) => SentEvent };

function moveTo(event: RecordedEvent, repository: string): RecordedEvent {
  return {
    ...event,
    id: `moved-to-${repository}`,
    repository,
    subject: event.subject.replace(event.repository, repository),
    data: { ...event.data, target: { ...event.data.target, repository } },
  };
}

/** Each makes a well-formed event that nobody signed out of one that the system signed. */
export const EVENT_FORGERIES: readonly Forgery[] = [
  { title: 'of another repository', forge: moveTo },
  {
    title: 'without a signature',
    forge: (event, repository) => ({ ...moveTo(event, repository), signature: undefined }),
  },
  {
    title: 'with a made-up signature',
    forge: (event, repository) => ({
      ...moveTo(event, repository),
      signature: Buffer.alloc(32, 7).toString('base64url'),
    }),
  },
  { title: 'with another id', forge: (event) => ({ ...event, id: `${event.id}-again` }) },
  { title: 'with another time', forge: (event) => ({ ...event, time: '2026-01-01T00:00:00Z' }) },
  { title: 'with another actor', forge: (event) => ({ ...event, actor: 'mallory' }) },
  { title: 'of another site', forge: (event) => ({ ...event, site: 'elsewhere' }) },
  { title: 'of another type', forge: (event) => ({ ...event, type: event.type.replace('pushed', 'deleted') }) },
  {
    title: 'with other data',
    forge: (event) => ({ ...event, data: { ...event.data, request: { method: 'DELETE' } } }),
  },
];
