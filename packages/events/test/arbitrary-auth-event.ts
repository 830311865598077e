import * as fc from 'fast-check';

import { type AuthDecision, type AuthEvent, toAuthEvent } from '../src/index.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 20 });
const account = fc.stringMatching(/^[a-z0-9]{1,8}([._@+-][a-z0-9]{1,4}){0,2}$/);
const optionalText = fc.option(anyText, { nil: undefined });
const time = fc
  .date({ min: new Date('1970-01-01T00:00:00Z'), max: new Date('2100-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString());

// What becomes an event.
const arbitraryAuthDecision: fc.Arbitrary<AuthDecision> = fc.record({
  id: fc.uuid(),
  time,
  outcome: fc.constantFrom('granted', 'partly-granted', 'denied', 'refused', 'throttled'),
  reason: anyText,
  account: fc.option(account),
  service: anyText,
  clientId: optionalText,
  address: fc.option(fc.ipV4()),
  userAgent: optionalText,
  credential: fc.option(fc.record({ kind: anyText, id: anyText })),
  session: optionalText,
  labels: fc.option(fc.dictionary(anyText, fc.array(anyText, { maxLength: 2 }), { maxKeys: 2 }), { nil: undefined }),
  restrictions: fc.option(fc.array(anyText, { maxLength: 2 }), { nil: undefined }),
  requested: fc.array(anyText, { maxLength: 3 }),
  granted: fc.array(anyText, { maxLength: 3 }),
  decisions: fc.array(
    fc.record({
      scope: anyText,
      granted: fc.array(anyText, { maxLength: 3 }),
      rule: fc.option(anyText),
      reason: anyText,
    }),
    { maxLength: 3 },
  ),
  count: fc.integer({ min: 1, max: 40 }),
  lastTime: fc.option(time, { nil: undefined }),
  tokenIds: fc.option(fc.array(fc.uuid(), { maxLength: 3 }), { nil: undefined }),
});

/** An event that is not signed yet. */
export const arbitraryAuthEvent: fc.Arbitrary<AuthEvent> = fc
  .tuple(arbitraryAuthDecision, fc.stringMatching(/^[a-z0-9]{1,8}$/))
  .map(([decision, site]) => {
    const event = toAuthEvent(decision, { site });
    if (event.kind === 'invalid') throw new Error(event.reason);
    return event.value;
  });
