import type { EventReference } from './event-reference.ts';

/**
 * The largest HTTP body of an event in bytes, the same for every broker and consumer on its way. `toRegistryEvent` and
 * `toAuthEvent` make events that stay far below it.
 */
export const EVENT_MAX_BYTES: number = 1024 * 1024;

const MAX_REFERENCES = 100;
// One reference alone can be as long as a manifest: `os.features` and media types are whatever the client wrote.
const MAX_REFERENCES_BYTES = 128 * 1024;
const MAX_TEXT_LENGTH = 2048;

const encoder = new TextEncoder();

/** The first members that fit into both limits, and whether some are left out. */
export function limitList<T>(
  list: readonly T[],
  limits: { maxCount: number; maxBytes: number },
): { kept: T[]; areTruncated: boolean } {
  const kept: T[] = [];
  let sizeBytes = 0;
  for (const member of list.slice(0, limits.maxCount)) {
    sizeBytes += encoder.encode(JSON.stringify(member)).length;
    if (sizeBytes > limits.maxBytes) break;
    kept.push(member);
  }
  return { kept, areTruncated: kept.length < list.length };
}

/** The first references that an event has room for, and whether some are left out. */
export function limitReferences(references: readonly EventReference[]): {
  references: EventReference[];
  areTruncated: boolean;
} {
  const limits = { maxCount: MAX_REFERENCES, maxBytes: MAX_REFERENCES_BYTES };
  const { kept, areTruncated } = limitList(references, limits);
  return { references: kept, areTruncated };
}

/** The beginning of a text that a caller chose the length of, such as its User-Agent. */
export function limitText<T extends string | undefined>(text: T): string | Extract<T, undefined>;
export function limitText(text: string | undefined): string | undefined {
  return text?.slice(0, MAX_TEXT_LENGTH);
}
