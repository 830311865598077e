import { z } from 'zod';
import type { CloudEvent } from './cloud-event.ts';

export const storedEventSchema: z.ZodType<StoredEvent> = z.strictObject({
  attributes: z.record(z.string(), z.string()),
  contentType: z.string().optional(),
  /** The data as text where it is UTF-8, for a person to read. */
  data: z.string().optional(),
  dataBase64: z.string().optional(),
});

/** An event as a file holds it. */
export type StoredEvent = {
  attributes: Record<string, string>;
  contentType?: string | undefined;
  data?: string | undefined;
  dataBase64?: string | undefined;
};

export function toStoredEvent({ attributes, contentType, data }: CloudEvent): StoredEvent {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(data);
  const isText = Buffer.from(text).equals(data);
  return {
    attributes: { ...attributes },
    ...(contentType === undefined ? {} : { contentType }),
    ...(isText ? { data: text } : { dataBase64: Buffer.from(data).toString('base64') }),
  };
}

export function fromStoredEvent({ attributes, contentType, data, dataBase64 }: StoredEvent): CloudEvent {
  return {
    attributes,
    ...(contentType === undefined ? {} : { contentType }),
    data: dataBase64 === undefined ? Buffer.from(data ?? '') : Buffer.from(dataBase64, 'base64'),
  };
}
