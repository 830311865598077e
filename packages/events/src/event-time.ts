const RFC_3339 = /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2})(?:\.(\d+))?([Zz]|[+-]\d{2}:\d{2})$/;
const MAX_FRACTION_DIGITS = 9;

/** Whether the text is an RFC 3339 time of a day that exists. */
export function isEventTime(text: string): boolean {
  return normalizeEventTime(text) !== undefined;
}

/**
 * The same instant as brokers write it (Go's `RFC3339Nano` in UTC): `2026-11-22T15:57:25.99Z`.
 * Digits beyond nanoseconds are cut off; undefined when the text is not RFC 3339.
 */
export function normalizeEventTime(text: string): string | undefined {
  const [, day, clock, fraction = '', zone] = RFC_3339.exec(text) ?? [];
  if (day === undefined || clock === undefined || zone === undefined) return undefined;
  const asUtc = new Date(`${day}T${clock}Z`);
  // Date rolls 30 February over to March: such a day doesn't come back as it was written.
  if (Number.isNaN(asUtc.getTime()) || asUtc.toISOString().slice(0, 10) !== day) return undefined;
  const instant = new Date(`${day}T${clock}${zone.toUpperCase()}`);
  if (Number.isNaN(instant.getTime())) return undefined;
  const digits = fraction.slice(0, MAX_FRACTION_DIGITS).replace(/0+$/, '');
  const seconds = instant.toISOString().replace(/\.\d{3}Z$/, '');
  // An offset can carry a time out of the years that RFC 3339 writes.
  if (!/^\d{4}-/.test(seconds)) return undefined;
  return `${seconds}${digits === '' ? '' : `.${digits}`}Z`;
}

/** Nanoseconds since 1970 of a time that `isEventTime`: what to compare, as the texts don't sort. */
export function epochNanoseconds(time: string): bigint {
  const normal = normalizeEventTime(time);
  if (normal === undefined) throw new RangeError('The text is not an RFC 3339 time.');
  const [seconds = '', fraction = ''] = normal.slice(0, -1).split('.');
  return BigInt(Date.parse(`${seconds}Z`)) * 1_000_000n + BigInt(fraction.padEnd(MAX_FRACTION_DIGITS, '0'));
}
