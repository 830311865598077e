import * as z from 'zod';

import type { Etag } from './bucket.ts';
import { StoreError, type DocumentProblem } from './store-error.ts';

/** What was read, and where. */
export type StoredBody = { key: string; body: Uint8Array; etag: Etag };

/** Parses a stored document; the error names key, ETag and JSON paths, never a value. */
export function decodeDocument<T>(schema: z.ZodType<T>, stored: StoredBody): T {
  const result = schema.safeParse(parseStoredJson(stored));
  if (!result.success) throw invalidDocument(stored, result.error.issues);
  return result.data;
}

/** Encodes a value as the schema's own JSON form, so that nothing is stored that couldn't be read again. */
export function encodeDocument<T>(schema: z.ZodType<T>, key: string, value: T): Uint8Array {
  const result = z.safeEncode(schema, value);
  if (!result.success) throw invalidDocument({ key }, result.error.issues);
  return new TextEncoder().encode(JSON.stringify(result.data));
}

/** The JSON of a stored document, for whoever checks it in steps. @throws {StoreError} ERR_STORE_DOCUMENT_INVALID */
export function parseStoredJson({ key, body, etag }: StoredBody): unknown {
  let hasProto = false;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    // Written plainly or with an escape, as hardly any document is: the rest are parsed without a look at each member.
    if (!/__proto__|\\u/.test(text)) return JSON.parse(text);
    const value: unknown = JSON.parse(text, (member: string, own: unknown) => {
      hasProto ||= member === '__proto__';
      return own;
    });
    // Schemas leave such a member out without a word: what it says would be taken for never said.
    if (!hasProto) return value;
  } catch {
    // No cause: V8 quotes the text in its message, and a document may hold what no log should.
  }
  const message = hasProto ? 'has a member __proto__' : 'is not JSON in UTF-8';
  throw new StoreError('ERR_STORE_DOCUMENT_INVALID', `${key} is not a valid document: $ ${message}`, {
    key,
    etag,
    problems: [{ path: '$', message }],
  });
}

/** The fault of a document that doesn't fit its schema: key, ETag and JSON paths, never a value. */
export function invalidDocument(
  { key, etag }: { key: string; etag?: Etag },
  issues: readonly z.core.$ZodIssue[],
): StoreError {
  const problems = issues.flatMap(closest).map((issue): DocumentProblem => ({
    path: jsonPath(issue.path),
    message: issue.message,
  }));
  const text = problems.map(({ path, message }) => `${path}: ${message}`).join('; ');
  return new StoreError('ERR_STORE_DOCUMENT_INVALID', `${key} is not a valid document: ${text}`, {
    key,
    ...(etag === undefined ? {} : { etag }),
    problems,
  });
}

/** Of a union, what keeps the document from the form that it misses by the least: "invalid input" says nothing. */
function closest(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const forms = issue.errors.map((issues) =>
    issues.flatMap(closest).map((each) => Object.assign({}, each, { path: [...issue.path, ...each.path] })),
  );
  const [best = [issue]] = forms.toSorted((a, b) => a.length - b.length);
  return best.length === 0 ? [issue] : best;
}

function jsonPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    const name = String(part);
    return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? `${text}.${name}` : `${text}[${JSON.stringify(name)}]`;
  }, '$');
}
