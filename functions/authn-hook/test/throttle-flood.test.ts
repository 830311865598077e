import { beforeAll, describe, expect, test } from 'vitest';

import { accountsBeside, startThrottle, type ThrottleUnderAttack } from './throttle-under-attack.ts';

const VICTIM = 'victim';
// What 36,000 accounts are to one of 256 documents, with some to spare.
const GHOSTS = 300;
const STEP_MS = 8;

let ghosts: readonly string[] = [];
beforeAll(() => {
  ghosts = accountsBeside(VICTIM, GHOSTS);
});

type AddressOf = (one: number) => string | null;
const nowhere: AddressOf = () => null;
const networkOfASite: AddressOf = (one) => `2001:db8:1:${one.toString(16)}::1`;
const siteOfItsOwn: AddressOf = (one) => `2001:db8:${one.toString(16)}::1`;

/** Three wrong passwords for each of the accounts that nobody has. */
async function flood(throttle: ThrottleUnderAttack, addressOf: AddressOf): Promise<void> {
  for (const [index, ghost] of ghosts.entries()) {
    for (let tries = 0; tries < 3; tries += 1) {
      throttle.advance(STEP_MS);
      await throttle.signIn(ghost, addressOf(index), `wrong ${tries}`);
    }
  }
}

/** How many of the wrong passwords for one account are looked at. */
async function lookedAt(
  throttle: ThrottleUnderAttack,
  tries: number,
  addressOf: AddressOf,
  between: (one: number) => Promise<void> = async () => undefined,
): Promise<number> {
  let looked = 0;
  for (let one = 0; one < tries; one += 1) {
    throttle.advance(STEP_MS);
    if ((await throttle.signIn(VICTIM, addressOf(one), `guess ${one}`)).kind === 'refused') looked += 1;
    await between(one);
  }
  return looked;
}

describe('after wrong passwords for many accounts that nobody has', () => {
  test.each([
    // 3000 tries take 24 s: five are free, then there is one after 1, 2, 4 s and every 5 s.
    ['from nobody knows where', nowhere, 11],
    ['from the networks of one site', networkOfASite, 104],
    ['from a site of its own each', siteOfItsOwn, 104],
  ])('guessing one account %s is slowed down as ever', async (_title, addressOf, most) => {
    const throttle = startThrottle();
    await flood(throttle, addressOf);
    expect(await lookedAt(throttle, 3000, addressOf)).toBeLessThanOrEqual(most);
  });

  test('it is while they go on', async () => {
    const throttle = startThrottle();
    await flood(throttle, nowhere);
    const goOn = async (one: number): Promise<void> => {
      await throttle.signIn(ghosts[one % GHOSTS] ?? '', null, `wrong too ${one}`);
    };
    expect(await lookedAt(throttle, 3000, nowhere, goOn)).toBeLessThanOrEqual(11);
  });

  test('it is where the account has signed in before', async () => {
    const throttle = startThrottle();
    await throttle.signIn(VICTIM, null, 'right');
    await flood(throttle, nowhere);
    expect(await lookedAt(throttle, 3000, nowhere)).toBeLessThanOrEqual(11);
  });

  test('who has signed in before is let in at once, and who has not within the longest delay', async () => {
    const throttle = startThrottle();
    await throttle.signIn(VICTIM, null, 'right');
    await flood(throttle, nowhere);
    expect(await throttle.signIn(VICTIM, null, 'right')).toMatchObject({ kind: 'authenticated' });
    throttle.advance(5000);
    expect(await throttle.signIn(ghosts[0] ?? '', null, 'right')).toMatchObject({ kind: 'authenticated' });
  });
});

test('one site is slowed down for all accounts, from whichever of its networks they are tried', async () => {
  const throttle = startThrottle();
  let looked = 0;
  for (let one = 0; one < 1000; one += 1) {
    throttle.advance(STEP_MS);
    const { kind } = await throttle.signIn(`account${one}`, networkOfASite(one), 'spring2026');
    if (kind === 'refused') looked += 1;
  }
  // 100 are free at most, since its networks share the document; then there is one after 1, 2 and 4 s.
  expect(looked).toBeGreaterThan(80);
  expect(looked).toBeLessThanOrEqual(103);
  expect(await throttle.signIn('somebody', siteOfItsOwn(9), 'right')).toMatchObject({ kind: 'authenticated' });
});
