import type { z } from 'zod';

import type { FunctionRequest, FunctionResponse } from './function-definition.ts';
import { issueSentence } from './issue-sentence.ts';
import { problem } from './responses.ts';

const JSON_MEDIA_TYPE = /^application\/(?:[\w.!#$&^-]+\+)?json$/i;

/** Parses the body strictly as UTF-8 JSON and by the schema; the problem (415 or 400) names each faulty place as a JSON pointer. */
export function readJson<T>(
  request: FunctionRequest,
  schema: z.ZodType<T>,
): { kind: 'ok'; value: T } | { kind: 'problem'; response: FunctionResponse } {
  const mediaType = (request.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
  if (!JSON_MEDIA_TYPE.test(mediaType)) {
    return refuse(
      415,
      { title: 'Unsupported media type', detail: 'The body must be application/json.' },
      { accept: 'application/json' },
    );
  }
  const parsed = parseBytes(request.body);
  if (parsed.kind === 'invalid') return refuse(400, { title: 'Malformed body', detail: parsed.reason });
  const result = schema.safeParse(parsed.value, { error: issueSentence });
  if (result.success) return { kind: 'ok', value: result.data };
  const errors = result.error.issues.map((issue) => ({ pointer: jsonPointer(issue.path), detail: issue.message }));
  return refuse(400, { title: 'Invalid body', detail: 'The body is not what this route takes.', errors });
}

function refuse(...args: Parameters<typeof problem>): { kind: 'problem'; response: FunctionResponse } {
  return { kind: 'problem', response: problem(...args) };
}

function parseBytes(bytes: Uint8Array): { kind: 'ok'; value: unknown } | { kind: 'invalid'; reason: string } {
  if (bytes.byteLength === 0) return { kind: 'invalid', reason: 'The body is empty.' };
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return hasProtoMember(text)
      ? { kind: 'invalid', reason: 'The body has a member __proto__, which no body may have.' }
      : { kind: 'ok', value: JSON.parse(text) };
  } catch {
    return { kind: 'invalid', reason: 'The body is not UTF-8 JSON.' };
  }
}

/** Schemas leave such a member out without a word: what it says would be taken for never said. */
function hasProtoMember(text: string): boolean {
  // Written plainly or with an escape, as hardly any body is: the rest are parsed without a look at each member.
  if (!text.includes('__proto__') && !text.includes(String.raw`\u`)) return false;
  let isFound = false;
  JSON.parse(text, (member: string, value: unknown) => {
    isFound ||= member === '__proto__';
    return value;
  });
  return isFound;
}

/** @see RFC 6901 */
function jsonPointer(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
