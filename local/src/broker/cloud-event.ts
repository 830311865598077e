import { decodeHeaderValue, encodeHeaderValue } from '@wharfinger/events';
import { z } from 'zod';

/** An event as the broker keeps it: it looks at attributes only and hands the data on byte for byte. */
export type CloudEvent = {
  /** Context attributes and extensions by name, without `datacontenttype`. */
  attributes: Readonly<Record<string, string>>;
  contentType?: string;
  data: Uint8Array;
};

export type ReadEvent = { kind: 'ok'; event: CloudEvent } | { kind: 'invalid'; reason: string };

export type IncomingHeaders = Readonly<Record<string, string | string[] | undefined>>;

const STRUCTURED_MODE = 'application/cloudevents+json';
const ATTRIBUTE_NAME = /^[a-z0-9]+$/;
/** What the type system of CloudEvents 1.0 leaves out of a String. */
const FORBIDDEN_IN_ATTRIBUTE = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u;
const CONTENT_TYPE = /^[\x20-\x7E]*$/;

const attributesSchema = z.looseObject({
  specversion: z.literal('1.0'),
  id: z.string().min(1),
  source: z.string().min(1),
  type: z.string().min(1),
});

/**
 * Reads an event in binary or structured HTTP mode; everything else is invalid, as a Knative Broker's ingress has it.
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md
 */
export function readEvent(headers: IncomingHeaders, body: Uint8Array): ReadEvent {
  const contentType = textOf(headers['content-type']);
  const mediaType = contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (mediaType === STRUCTURED_MODE) return readStructured(body);
  if (mediaType.startsWith('application/cloudevents')) return invalid(`${mediaType} is not supported`);
  return readBinary(headers, contentType, body);
}

function readBinary(headers: IncomingHeaders, contentType: string | undefined, data: Uint8Array): ReadEvent {
  const attributes: Record<string, string> = {};
  for (const [header, value] of Object.entries(headers)) {
    const text = textOf(value);
    if (!header.startsWith('ce-') || text === undefined) continue;
    const decoded = decodeHeaderValue(text);
    if (decoded.kind === 'invalid') return invalid(`${header} ${decoded.reason}`);
    attributes[header.slice('ce-'.length)] = decoded.value;
  }
  return checkAttributes(attributes, contentType, data);
}

function readStructured(body: Uint8Array): ReadEvent {
  let envelope: unknown;
  try {
    envelope = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return invalid('the body is not JSON');
  }
  const parsed = z.record(z.string(), z.unknown()).safeParse(envelope);
  if (!parsed.success) return invalid('the body is not a JSON object');
  const { data, data_base64: base64, datacontenttype, ...rest } = parsed.data;
  const attributes: Record<string, string> = {};
  for (const [name, value] of Object.entries(rest)) {
    const text = attributeText(value);
    if (text === undefined) return invalid(`${name} is neither text, number nor boolean`);
    attributes[name] = text;
  }
  if (datacontenttype !== undefined && typeof datacontenttype !== 'string')
    return invalid('datacontenttype is no text');
  if (typeof base64 === 'string') return checkAttributes(attributes, datacontenttype, Buffer.from(base64, 'base64'));
  if (data === undefined) return checkAttributes(attributes, datacontenttype, new Uint8Array());
  return checkAttributes(attributes, datacontenttype ?? 'application/json', encodeData(data, datacontenttype));
}

/** Extensions may be booleans and integers; in a header, and for a filter, each has one text. */
function attributeText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function encodeData(data: unknown, contentType: string | undefined): Uint8Array {
  const isJson = contentType === undefined || /[/+]json\b/.test(contentType);
  return new TextEncoder().encode(typeof data === 'string' && !isJson ? data : JSON.stringify(data));
}

function checkAttributes(
  attributes: Record<string, string>,
  contentType: string | undefined,
  data: Uint8Array,
): ReadEvent {
  const parsed = attributesSchema.safeParse(attributes);
  if (!parsed.success) {
    return invalid(`no CloudEvent 1.0: ${parsed.error.issues.map((issue) => issue.path.join('.')).join(', ')}`);
  }
  const misnamed = Object.keys(attributes).find((name) => !ATTRIBUTE_NAME.test(name));
  if (misnamed !== undefined) return invalid(`${misnamed} is no attribute name`);
  const forbidden = Object.entries(attributes).find(([, value]) => FORBIDDEN_IN_ATTRIBUTE.test(value));
  if (forbidden !== undefined) return invalid(`${forbidden[0]} has a character that no attribute may have`);
  if (contentType !== undefined && !CONTENT_TYPE.test(contentType)) return invalid('datacontenttype is no media type');
  return { kind: 'ok', event: { attributes, data, ...(contentType === undefined ? {} : { contentType }) } };
}

/** The headers of an event in binary mode. */
export function toHeaders(event: CloudEvent): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(event.attributes)) headers[`ce-${name}`] = encodeHeaderValue(value);
  if (event.contentType !== undefined) headers['content-type'] = event.contentType;
  return headers;
}

function textOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value;
}

function invalid(reason: string): ReadEvent {
  return { kind: 'invalid', reason };
}
