import { readEventType, type RegistryEventType } from '@wharfinger/events';

/** Whether an event can have changed what is reachable: everything but a pull. */
export function isDirtying(type: RegistryEventType): boolean {
  return readEventType(type)?.verb !== 'pulled';
}
