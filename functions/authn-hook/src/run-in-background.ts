import type { Logger } from '@wharfinger/function-kit';

/** Starts a piece of work that no answer waits for; when it fails, the log says so and nothing else happens. */
export type RunInBackground = (what: string, work: () => Promise<unknown>) => void;

export type Background = {
  run: RunInBackground;
  /** Resolves when everything that was started so far has ended. */
  settled(): Promise<void>;
};

export function createBackground({ log }: { log: Pick<Logger, 'warn'> }): Background {
  const running = new Set<Promise<void>>();

  async function attempt(what: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      log.warn({ err: error, what }, 'work in the background failed');
    }
  }

  return {
    run: (what, work) => {
      const attempted = attempt(what, work).finally(() => running.delete(attempted));
      running.add(attempted);
    },
    settled: async () => {
      await Promise.all(running);
    },
  };
}
