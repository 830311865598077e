const MASK = '***';
const MAX_DEPTH = 8;
const SECRET_KEY =
  /authorization|password|passwd|secret|token|cookie|api-?key|private-?key|access-?key|credential|signature/i;

/** Copies a log line's fields with every value under a secret's name masked, and every error cut to what is known to be safe. */
export function maskSecretKeys(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return maskObject(fields, 0);
}

/** Masks what looks like a secret inside a text, or inside a whole serialised log line, which stays valid JSON. */
export function maskSecretText(text: string): string {
  return text
    .replace(/\b(Bearer|Basic) +[\w.~+/=-]+/gi, `$1 ${MASK}`)
    .replace(/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, MASK)
    .replace(/\b([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/?#@"\\]+@/gi, `$1${MASK}@`)
    .replace(/\b(https?:\/\/[^\s?#"\\]+)\?[^\s#"\\]*/gi, `$1?${MASK}`);
}

function maskObject(fields: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, isSecretKey(key, value) ? MASK : maskValue(value, depth + 1)]),
  );
}

/** A count or a flag under such a name (`tokenTtlSeconds: 300`) gives nothing away. */
function isSecretKey(key: string, value: unknown): boolean {
  return (
    SECRET_KEY.test(key) &&
    value !== undefined &&
    value !== null &&
    typeof value !== 'number' &&
    typeof value !== 'boolean'
  );
}

function maskValue(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) return '[deep]';
  if (value instanceof Error) return errorFields(value, depth);
  if (Array.isArray(value)) return value.map((item) => maskValue(item, depth + 1));
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if ('toJSON' in value && typeof value.toJSON === 'function') return value;
  return maskObject(value, depth);
}

/** Errors of clients carry whole requests, with their headers, as properties: only these few are written. */
function errorFields(error: Error, depth: number): Record<string, unknown> {
  return {
    type: error.name,
    ...('code' in error ? { code: error.code } : {}),
    message: error.message,
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: maskValue(error.cause, depth + 1) }),
  };
}
