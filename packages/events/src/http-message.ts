import type { Parsed } from '@wharfinger/oci';

import { authEventSchema } from './auth-event.ts';
import type { WharfingerEvent } from './event.ts';
import { decodeHeaderValue, encodeHeaderValue } from './header-value.ts';
import { firstProblem } from './first-problem.ts';
import { policyEventSchema } from './policy-event.ts';
import { registryEventSchema } from './registry-event.ts';

export type HttpMessage = { headers: Record<string, string>; body: string };

/** The event in binary HTTP mode; header names are lower-case. */
export function toHttpMessage(event: WharfingerEvent): HttpMessage {
  const { data, datacontenttype, ...attributes } = event;
  const headers: Record<string, string> = { 'content-type': datacontenttype };
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) headers[`ce-${name}`] = encodeHeaderValue(value);
  }
  return { headers, body: JSON.stringify(data) };
}

/**
 * The event in an HTTP message of binary or structured mode, or why it is none.
 * Attributes beyond those of its kind are left out; its signature is not checked here.
 */
export function parseHttpMessage(
  headers: Readonly<Record<string, string | undefined>>,
  body: Uint8Array,
): Parsed<WharfingerEvent> {
  const lowerCased = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const mediaType = (lowerCased.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (mediaType === 'application/cloudevents+json') return parseStructured(body);
  if (mediaType === 'application/json') return parseBinary(lowerCased, body);
  return { kind: 'invalid', reason: 'content-type is neither application/json nor application/cloudevents+json' };
}

function parseBinary(headers: ReadonlyMap<string, string | undefined>, body: Uint8Array): Parsed<WharfingerEvent> {
  const event: Record<string, unknown> = { datacontenttype: 'application/json' };
  for (const [name, value] of headers) {
    if (!name.startsWith('ce-') || value === undefined) continue;
    const decoded = decodeHeaderValue(value);
    if (decoded.kind === 'invalid') return { kind: 'invalid', reason: `${name} ${decoded.reason}` };
    event[name.slice('ce-'.length)] = decoded.value;
  }
  const data = parseJson(body);
  if (data.kind === 'invalid') return data;
  return parseEvent({ ...event, datacontenttype: 'application/json', data: data.value });
}

function parseStructured(body: Uint8Array): Parsed<WharfingerEvent> {
  const envelope = parseJson(body);
  if (envelope.kind === 'invalid') return envelope;
  if (typeof envelope.value !== 'object' || envelope.value === null) {
    return { kind: 'invalid', reason: 'the body is not a JSON object' };
  }
  // CloudEvents JSON format 1.0.2: null is an attribute that isn't there (§2.2), and data of no declared type is JSON (§3.1).
  const attributes = Object.entries(envelope.value).filter(([, value]) => value !== null);
  return parseEvent({ datacontenttype: 'application/json', ...Object.fromEntries(attributes) });
}

function parseJson(bytes: Uint8Array): Parsed<unknown> {
  try {
    return { kind: 'ok', value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) };
  } catch {
    return { kind: 'invalid', reason: 'the body is not JSON in UTF-8' };
  }
}

// By its type, and not by trying: the reason is then that of the schema that it was meant for.
function parseEvent(value: Record<string, unknown>): Parsed<WharfingerEvent> {
  const { type } = value;
  const result = schemaOf(typeof type === 'string' ? type : '').safeParse(value);
  if (result.success) return { kind: 'ok', value: result.data };
  return { kind: 'invalid', reason: firstProblem(result.error) };
}

function schemaOf(type: string) {
  if (type.startsWith('dev.wharfinger.auth.')) return authEventSchema;
  return type.startsWith('dev.wharfinger.policy.') ? policyEventSchema : registryEventSchema;
}
