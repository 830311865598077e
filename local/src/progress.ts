const SHOW_AFTER_MS = 2000;
const REMIND_EVERY_MS = 15_000;

/** Shows steps on the console, each with its time. */
export type Progress = {
  /**
   * Runs one step. Its result is said behind its title; what it says itself is shown once it takes longer.
   * False when it failed; why, and what to do, has then been shown. Of a step that was broken off (AbortError) nothing is shown.
   */
  step: (title: string, work: (say: (what: string) => void) => Promise<string>) => Promise<boolean>;
};

export function createProgress(print: (line: string) => void): Progress {
  return {
    step: async (title, work) => {
      const startedAt = performance.now();
      const elapsed = (): string => `${((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)} s`;
      let doing = '';
      const show = (): void => print(`  …     ${elapsed()}  ${title}${doing === '' ? '' : `: ${doing}`}`);
      const reminder = setInterval(show, REMIND_EVERY_MS);
      const first = setTimeout(show, SHOW_AFTER_MS);
      try {
        const result = await work((what) => {
          doing = what;
        });
        print(`  ok    ${elapsed()}  ${title}: ${result}`);
        return true;
      } catch (error) {
        if (error instanceof Error && error.name === 'AbortError') return false;
        print(`  FAILED${elapsed()}  ${title}: ${error instanceof Error ? error.message : String(error)}`);
        return false;
      } finally {
        clearInterval(reminder);
        clearTimeout(first);
      }
    },
  };
}
