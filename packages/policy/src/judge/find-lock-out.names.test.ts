import { describe, expect, test } from 'vitest';

import { ALICE, ALL, BOB, EARLIER, give, LATER, policy, SIGNED_IN, take, who } from '../../test/administrators.ts';
import { findLockOut } from './find-lock-out.ts';
import type { PolicyDocument } from '../policy-document.ts';

const kindOf = (before: PolicyDocument, after: PolicyDocument, account = who.account): string =>
  findLockOut(before, after, { ...who, account }).kind;

const of = (...names: string[]): PolicyDocument => policy([give(ALICE, { names })]);

describe('names of a binding', () => {
  test('that are the policy’s, whoever asks, narrow nothing and may come and go', () => {
    const [open, named] = [policy([give(ALICE)]), policy([give(ALICE, { names: ['other', '**'] })])];
    expect([kindOf(open, named), kindOf(named, open)]).toEqual(['none', 'none']);
  });

  test('that are of one label are no way for who has another', () => {
    expect(kindOf(of('${labels.site}'), of('${labels.site}'))).toBe('none');
    expect(kindOf(of('${labels.site}'), of('${labels.team}'))).toBe('locked-out');
    expect(kindOf(of('${labels.site}', '${labels.team}'), of('${labels.team}', '${labels.site}'))).toBe('none');
  });

  test('that are another account’s never gave it, so that nothing is lost with them', () => {
    const names = ['${account}'];
    expect(kindOf(policy([give(SIGNED_IN, { names }), give(BOB)]), policy([give(BOB)]))).toBe('none');
  });

  test('that are his account’s beside a label may have given it', () => {
    const names = ['${account}${labels.site}'];
    const [before, after] = [policy([give(SIGNED_IN, { names }), give(BOB)]), policy([give(BOB)])];
    expect(kindOf(before, after, 'def')).toBe('locked-out');
    expect(kindOf(before, after, 'alice')).toBe('none');
  });
});

const deniedFrom = (notBefore: string): PolicyDocument =>
  policy([give(ALICE), give(BOB)], [take(ALICE, { ...ALL, notBefore })]);

describe('what a denial takes', () => {
  const now = who.now.toISOString();
  test.each([
    ['at this moment', now, 'none'],
    ['before', EARLIER, 'none'],
    ['later', LATER, 'locked-out'],
  ])('that began or begins %s: he loses only what he still has', (_, notBefore, expected) => {
    expect(kindOf(deniedFrom(notBefore), policy([give(BOB)]))).toBe(expected);
  });
});

test('the reason is one sentence, and every way to go on is in another', () => {
  expect(findLockOut(policy([give(BOB)]), policy([]), who)).toEqual({
    kind: 'locked-out',
    reason:
      'After this change alice might no longer have policy:default:write: no binding that lasts gives it to anyone. ' +
      'To go on, bind the account alice itself to a role with policy:default:read,write.',
  });
  expect(findLockOut(policy([give(ALICE)]), policy([]), who)).toMatchObject({
    reason: expect.stringMatching(/ To go on, bind .+, or keep binding b-account as it was\.$/),
  });
});
