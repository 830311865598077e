/**
 * The largest HTTP body of an event in bytes, the same for every broker and consumer on its way. `toRegistryEvent`
 * makes events that stay far below it.
 */
export const EVENT_MAX_BYTES: number = 1024 * 1024;
