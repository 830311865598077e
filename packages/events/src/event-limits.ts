import type { EventReference } from './event-reference.ts';

/**
 * The largest HTTP body of an event in bytes, the same for every broker and consumer on its way. `toRegistryEvent`
 * makes events that stay far below it.
 */
export const EVENT_MAX_BYTES: number = 1024 * 1024;

const MAX_REFERENCES = 100;
// One reference alone can be as long as a manifest: `os.features` and media types are whatever the client wrote.
const MAX_REFERENCES_BYTES = 128 * 1024;
const MAX_TEXT_LENGTH = 2048;

const encoder = new TextEncoder();

/** The first references that an event has room for, and whether some are left out. */
export function limitReferences(references: readonly EventReference[]): {
  references: EventReference[];
  areTruncated: boolean;
} {
  const kept: EventReference[] = [];
  let sizeBytes = 0;
  for (const reference of references.slice(0, MAX_REFERENCES)) {
    sizeBytes += encoder.encode(JSON.stringify(reference)).length;
    if (sizeBytes > MAX_REFERENCES_BYTES) break;
    kept.push(reference);
  }
  return { references: kept, areTruncated: kept.length < references.length };
}

/** The beginning of a text that a caller chose the length of, such as its User-Agent. */
export function limitText(text: string | undefined): string | undefined {
  return text?.slice(0, MAX_TEXT_LENGTH);
}
