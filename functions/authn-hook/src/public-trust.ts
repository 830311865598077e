import type { TrustDocument } from './trust-document.ts';

/** A trust as an administrator sees it. */
export function toPublicTrust(trust: TrustDocument): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(trust).filter(([member]) => member !== 'schema'));
}
