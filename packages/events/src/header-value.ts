import type { Parsed } from '@wharfinger/oci';

/**
 * Percent-encodes an attribute for a `ce-…` header: space, `"`, `%` and everything outside U+0021–U+007E.
 *
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md#3132-http-header-values
 */
export function encodeHeaderValue(text: string): string {
  return text.replace(/[^\u0021-\u007e]|["%]/gu, encodeURIComponent);
}

/** The attribute in a `ce-…` header; a quoted string is unquoted first, as the specification asks. */
export function decodeHeaderValue(value: string): Parsed<string> {
  const quoted = /^"((?:[^"\\]|\\.)*)"$/s.exec(value)?.[1];
  const text = quoted === undefined ? value : quoted.replaceAll(/\\(.)/gs, '$1');
  try {
    return { kind: 'ok', value: decodeURIComponent(text) };
  } catch {
    return { kind: 'invalid', reason: 'has a percent sign that begins no UTF-8 character' };
  }
}
