import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { createAnswerMemory } from './remember-answers.ts';

type Answer = { askedAtMs: number; maxAgeMs: number; key: string };

const LONGEST_MS = 5000;
const step = fc.record({
  key: fc.constantFrom('a', 'b', 'c'),
  waitMs: fc.oneof(fc.nat(200), fc.nat(6000)),
  travelMs: fc.nat(3000),
  maxAgeMs: fc.oneof(fc.constant(0), fc.nat(8000), fc.constant(1e9)),
  isFault: fc.boolean(),
});

test('whatever comes when: an answer is of its key, and younger than it says and than may be', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      let nowMs = 0;
      const memory = createAnswerMemory<Answer>(
        { elapsedMs: () => nowMs, maxAgeMs: LONGEST_MS, maxAnswers: 2 },
        ({ maxAgeMs }) => maxAgeMs,
      );
      for (const { key, waitMs, travelMs, maxAgeMs, isFault } of steps) {
        nowMs += waitMs;
        const wantedAtMs = nowMs;
        let isAsked = false;
        const answer = await memory(key, new AbortController().signal, async () => {
          isAsked = true;
          const askedAtMs = nowMs;
          nowMs += travelMs;
          if (isFault) throw new Error('away');
          return { askedAtMs, maxAgeMs, key };
        }).catch(() => undefined);
        expect(answer === undefined).toBe(isAsked && isFault);
        if (answer === undefined || isAsked) continue;
        expect(answer.key).toBe(key);
        expect(wantedAtMs - answer.askedAtMs).toBeLessThan(Math.min(answer.maxAgeMs, LONGEST_MS));
      }
    }),
  );
});
