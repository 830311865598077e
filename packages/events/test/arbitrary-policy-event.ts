import * as fc from 'fast-check';

import { type PolicyEvent, type PolicyOccurrence, toPolicyEvent } from '../src/index.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 20 });
const account = fc.stringMatching(/^[a-z0-9]{1,8}([._@+-][a-z0-9]{1,4}){0,2}$/);
const optionalText = fc.option(anyText, { nil: undefined });
const rules = fc.array(anyText, { maxLength: 3 });
const yes = fc.constantFrom(true as const, undefined);
const time = fc
  .date({ min: new Date('1970-01-01T00:00:00Z'), max: new Date('2100-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString());

const number = fc.integer({ min: 1, max: 1_000_000 });
const changed = fc.record({
  kind: fc.constant('changed' as const),
  time,
  data: fc
    .tuple(
      number,
      fc.stringMatching(/^[0-9a-f]{16}$/),
      fc.record({
        author: fc.option(account),
        at: fc.option(time),
        reason: fc.option(anyText),
        changes: fc.record({ added: rules, changed: rules, removed: rules, areTruncated: yes }),
        restored: fc.option(number, { nil: undefined }),
        isForced: yes,
      }),
    )
    .map(([revision, hash, rest]) => Object.assign(rest, { revision, etag: `${revision}-${hash}` })),
});
const refused = fc.record({
  kind: fc.constant('refused' as const),
  time,
  id: fc.uuid(),
  data: fc.record({
    account,
    address: fc.option(fc.ipV4()),
    userAgent: optionalText,
    change: anyText,
    why: fc.constantFrom('insufficient-scope', 'invalid', 'precondition', 'lock-out', 'missing'),
    reason: anyText,
    count: fc.option(number, { nil: undefined }),
    lastTime: fc.option(time, { nil: undefined }),
  }),
});
const arbitraryOccurrence: fc.Arbitrary<PolicyOccurrence> = fc.oneof(changed, refused);

/** An event that is not signed yet. */
export const arbitraryPolicyEvent: fc.Arbitrary<PolicyEvent> = fc
  .tuple(arbitraryOccurrence, fc.stringMatching(/^[a-z0-9]{1,8}$/))
  .map(([occurrence, site]) => {
    const event = toPolicyEvent(occurrence, { site });
    if (event.kind === 'invalid') throw new Error(event.reason);
    return event.value;
  });
