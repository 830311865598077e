/**
 * Codes of the distribution specification v1.1, and UNAVAILABLE, which Distribution adds.
 *
 * @see https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#error-codes
 */
export const REGISTRY_ERROR_CODES = [
  'BLOB_UNKNOWN',
  'BLOB_UPLOAD_INVALID',
  'BLOB_UPLOAD_UNKNOWN',
  'DIGEST_INVALID',
  'MANIFEST_BLOB_UNKNOWN',
  'MANIFEST_INVALID',
  'MANIFEST_UNKNOWN',
  'NAME_INVALID',
  'NAME_UNKNOWN',
  'SIZE_INVALID',
  'UNAUTHORIZED',
  'DENIED',
  'UNSUPPORTED',
  'TOOMANYREQUESTS',
  'UNAVAILABLE',
] as const;

export type RegistryErrorCode = (typeof REGISTRY_ERROR_CODES)[number];

export type RegistryError = { code: RegistryErrorCode; message: string; detail?: unknown };

/** Body of a registry's error answer. */
export type ErrorEnvelope = { errors: RegistryError[] };

/** Wraps errors as the distribution specification has them; an absent detail stays absent. */
export function errorEnvelope(errors: readonly RegistryError[]): ErrorEnvelope {
  return {
    errors: errors.map(({ code, message, detail }) =>
      detail === undefined ? { code, message } : { code, message, detail },
    ),
  };
}
