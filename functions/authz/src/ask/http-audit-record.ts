import { eventSchema, type WharfingerEvent } from '@wharfinger/events';
import * as z from 'zod';

import type { ReadRecord, RecordAnswer } from './simulate-record.ts';

/** Longest answer of one page. */
const PAGE_MAX_BYTES = 64 * 1024 * 1024;
const PAGE_TIMEOUT_MS = 10_000;

const pageSchema = z.object({
  records: z.array(z.looseObject({ event: z.unknown() })),
  unreadable: z.array(z.unknown()).default([]),
  cursor: z.string().optional(),
});

/** Reads the record through `GET /v1/records` of the audit function. No redirect is followed. */
export function createHttpAuditRecord(options: { auditUrl: URL; fetch?: typeof globalThis.fetch }): ReadRecord {
  const { auditUrl, fetch = globalThis.fetch } = options;
  return async ({ since, limit, cursor, authorization, signal }) => {
    const url = new URL('v1/records', auditUrl.href.endsWith('/') ? auditUrl : `${auditUrl.href}/`);
    url.searchParams.set('kind', 'decisions');
    url.searchParams.set('since', since.toISOString());
    url.searchParams.set('limit', String(limit));
    if (cursor !== undefined) url.searchParams.set('cursor', cursor);
    try {
      const response = await fetch(url, {
        headers: { authorization, accept: 'application/json' },
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(PAGE_TIMEOUT_MS)]),
      });
      if (response.status === 200) return toPage(await readText(response));
      await response.body?.cancel();
      if (response.status === 401 || response.status === 403) return { kind: 'forbidden' };
      return unavailable(`The audit function answered ${response.status}.`);
    } catch {
      // No cause: it may quote what was answered.
      return unavailable('The audit function gave no usable answer in time.');
    }
  };
}

function unavailable(reason: string): RecordAnswer {
  return { kind: 'unavailable', reason };
}

async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let sizeBytes = 0;
  for await (const chunk of response.body ?? []) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > PAGE_MAX_BYTES) throw new RangeError('The page is too long.');
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function toPage(text: string): RecordAnswer {
  const parsed = pageSchema.safeParse(JSON.parse(text));
  if (!parsed.success) return unavailable('The audit function answered with something that is no record.');
  const { records, unreadable, cursor } = parsed.data;
  const events = records.flatMap(({ event }): WharfingerEvent[] => {
    const read = eventSchema.safeParse(event);
    return read.success ? [read.data] : [];
  });
  const unread = unreadable.length + records.length - events.length;
  return { kind: 'page', page: { events, unreadable: unread, cursor } };
}
