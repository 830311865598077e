import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { decideRotation } from './decide-rotation.ts';
import type { SessionDocument } from './session-document.ts';

const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const FIRST = 1;
const now = new Date('2026-01-01T00:00:00.000Z');

// Each use presents one of few tokens, so that they meet; successors are new, as the token function makes them.
const uses = fc.array(fc.integer({ min: FIRST, max: 6 }), { maxLength: 12 });

type Played = { used: number; isRotated: boolean; why: string | undefined }[];

/** Plays uses one after another; the successors of the ones that were taken are numbered from 2. */
function play(tokens: readonly number[]): Played {
  let session: SessionDocument | undefined;
  let issued = FIRST;
  return tokens.map((used) => {
    const next = issued + 1;
    const rotation = { session: id(FIRST), used: id(used), next: id(next + 100), notAfter: '2026-02-01T00:00:00Z' };
    const asIssued = { ...rotation, used: used === FIRST ? id(FIRST) : id(used + 100) };
    const { next: stored, outcome } = decideRotation(session, 'alice', asIssued, now);
    session = stored ?? session;
    if (outcome.kind === 'rotated') issued = next;
    return { used, isRotated: outcome.kind === 'rotated', why: outcome.kind === 'refused' ? outcome.why : undefined };
  });
}

test('a token is good once, in its turn, and none is any more once one came out of turn', () => {
  fc.assert(
    fc.property(uses, (tokens) => {
      let turn = FIRST;
      let isOver = false;
      for (const { used, isRotated } of play(tokens)) {
        expect(isRotated).toBe(!isOver && used === turn);
        // Before the session began there is nothing to end.
        if (!isRotated && turn > FIRST) isOver = true;
        if (isRotated) turn += 1;
      }
    }),
    { numRuns: 2000 },
  );
});

test('a session ends at the first reuse, and that is told once', () => {
  fc.assert(
    fc.property(uses, (tokens) => {
      const reused = play(tokens).filter(({ why }) => why === 'refresh-token-reused');
      expect(reused.length).toBeLessThanOrEqual(1);
    }),
  );
});
