import * as z from 'zod';

import { StoreError, type DocumentProblem } from './store-error.ts';

/** Parses a stored document; the error names key and JSON paths, never a value. */
export function decodeDocument<T>(schema: z.ZodType<T>, key: string, body: Uint8Array): T {
  const result = schema.safeParse(parseJson(key, body));
  if (!result.success) throw invalidDocument(key, result.error);
  return result.data;
}

/** Encodes a value as the schema's own JSON form, so that nothing is stored that couldn't be read again. */
export function encodeDocument<T>(schema: z.ZodType<T>, key: string, value: T): Uint8Array {
  const result = z.safeEncode(schema, value);
  if (!result.success) throw invalidDocument(key, result.error);
  return new TextEncoder().encode(JSON.stringify(result.data));
}

function parseJson(key: string, body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    // No cause: V8 quotes the text in its message, and a document may hold what no log should.
    const problems = [{ path: '$', message: 'is not JSON in UTF-8' }];
    throw new StoreError('ERR_STORE_DOCUMENT_INVALID', `${key} is not a valid document: $ is not JSON in UTF-8`, {
      key,
      problems,
    });
  }
}

function invalidDocument(key: string, error: z.ZodError): StoreError {
  const problems = error.issues.map((issue): DocumentProblem => ({
    path: jsonPath(issue.path),
    message: issue.message,
  }));
  const text = problems.map(({ path, message }) => `${path}: ${message}`).join('; ');
  return new StoreError('ERR_STORE_DOCUMENT_INVALID', `${key} is not a valid document: ${text}`, { key, problems });
}

function jsonPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    const name = String(part);
    return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? `${text}.${name}` : `${text}[${JSON.stringify(name)}]`;
  }, '$');
}
