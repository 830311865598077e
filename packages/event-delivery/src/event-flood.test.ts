import type { AuthOutcome } from '@wharfinger/events';
import { createManualSchedule } from '@wharfinger/fakes';
import { describe, expect, test } from 'vitest';

import { decisionContent } from '../test/decision-content.ts';
import type { DecisionContent } from './decision-content.ts';
import { createFloodLimit, type FloodLimit } from './event-flood.ts';

const TOO_MANY = 'too-many-to-tell';

function start(): { limit: FloodLimit; pass: (durationMs: number) => Promise<void> } {
  const { elapsedMs, pass } = createManualSchedule();
  return { limit: createFloodLimit({ maxOfClient: 2, windowMs: 60_000, maxClients: 100 }, { elapsedMs }), pass };
}

const from = (address: string | null): DecisionContent => decisionContent({ address });

const reasons = (limit: FloodLimit, contents: readonly DecisionContent[]): boolean[] =>
  contents.map((content) => limit(content).reason === TOO_MANY);

describe('the flood limit', () => {
  test('lets so many of a client through as they are, and again in the next window', async () => {
    const { limit, pass } = start();
    const pull = decisionContent();
    expect([limit(pull), limit(pull)]).toEqual([pull, pull]);
    await pass(59_999);
    expect(limit(pull).reason).toBe(TOO_MANY);
    await pass(1);
    expect(reasons(limit, [pull, pull, pull])).toEqual([false, false, true]);
  });

  test('leaves of what is beyond only the client, the outcome and the account', () => {
    const { limit } = start();
    const refused = decisionContent({ outcome: 'refused', reason: 'wrong-password', account: 'alice', clientId: 'x' });
    const last = [refused, refused, { ...refused, userAgent: 'y', session: 'z' }].map(limit).at(-1);
    expect(last).toEqual({
      outcome: 'refused',
      reason: TOO_MANY,
      account: 'alice',
      service: '',
      address: '192.0.2.7',
      credential: null,
      requested: [],
      granted: [],
      decisions: [],
    });
  });

  test('takes a /64 for one client, another for another, and all whose address nobody knows for one', () => {
    const { limit } = start();
    const one = ['2001:db8:1:2::1', '2001:db8:1:2::2', '2001:db8:1:2:9::3'].map(from);
    expect(reasons(limit, one)).toEqual([false, false, true]);
    expect(limit(from('2001:db8:1:2::4')).address).toBe('2001:db8:1:2::/64');
    expect(reasons(limit, [from('2001:db8:1:3::1'), from('192.0.2.8')])).toEqual([false, false]);
    expect(reasons(limit, [from(null), from(null), from(null)])).toEqual([false, false, true]);
  });

  test.each<[AuthOutcome, string | null, boolean]>([
    ['granted', 'alice', false],
    ['partly-granted', 'alice', false],
    ['denied', 'alice', false],
    ['refused', 'alice', true],
    ['granted', null, true],
    ['partly-granted', null, true],
    ['denied', null, true],
    ['refused', null, true],
    ['throttled', null, true],
  ])('%s for %s: limited is %s', (outcome, account, isLimited) => {
    const { limit } = start();
    const content = decisionContent({ outcome, account });
    expect(
      reasons(
        limit,
        Array.from({ length: 10 }, () => content),
      ).includes(true),
    ).toBe(isLimited);
  });

  test('forgets the client that was away longest when there are too many', () => {
    const { limit } = start();
    const [first, second] = [from('192.0.2.0'), from('192.0.2.1')];
    expect(reasons(limit, [first, first, first, second, second, second])).toEqual([
      false,
      false,
      true,
      false,
      false,
      true,
    ]);
    for (let last = 2; last < 100; last += 1) limit(from(`192.0.2.${last}`));
    limit(first);
    limit(from('192.0.2.100'));
    expect(reasons(limit, [first, second])).toEqual([true, false]);
  });
});
