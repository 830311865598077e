import type { Source } from './source.ts';

/**
 * Lets no refusal of the source out before `floorMs` have passed since it was asked: how long finding out took, which
 * differs with the hash, the user and what is cached, shows no more. Nothing waits with it; what isn't refused isn't
 * held back.
 */
export function floorRefusals(
  source: Source,
  { floorMs, sleep }: { floorMs: number; sleep: (ms: number) => Promise<void> },
): Source {
  return {
    name: source.name,
    signIn: async (question) => {
      const floor = sleep(floorMs);
      const answer = await source.signIn(question);
      if (answer.kind === 'refused') await floor;
      return answer;
    },
    resume: (question) => source.resume(question),
  };
}
