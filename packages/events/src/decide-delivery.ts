/** What became of an event that was posted to a sink. */
export type Delivery =
  | { kind: 'accepted' }
  /** The sink refuses this event and would refuse it again. */
  | { kind: 'refused'; reason: string }
  /** Nobody knows what became of it, or the sink wants it later. */
  | { kind: 'unavailable'; reason: string };

// Answers about the event itself. 401, 403 and 404 are not: they say that the sink isn't set up yet, or not for us.
const REFUSALS: ReadonlySet<number> = new Set([400, 413, 414, 415, 422, 431]);

/** What the status of a sink's answer says of the event. */
export function decideDelivery(status: number): Delivery {
  if (status >= 200 && status < 300) return { kind: 'accepted' };
  const reason = `the sink answered ${status}`;
  return REFUSALS.has(status) ? { kind: 'refused', reason } : { kind: 'unavailable', reason };
}
