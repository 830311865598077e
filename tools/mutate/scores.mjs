/**
 * @typedef {{ files: Record<string, { mutants: readonly { status: string }[] }> }} MutationReport
 * @typedef {{ file: string, mutants: number, killed: number, survived: number }} Score
 */

const KILLED = new Set(['Killed', 'Timeout']);
const SURVIVED = new Set(['Survived', 'NoCoverage']);

/**
 * What became of the mutants of each file.
 * @param {readonly MutationReport[]} reports
 * @returns {Score[]}
 */
export function scoresOf(reports) {
  return reports.flatMap(({ files }) =>
    Object.entries(files).map(([file, { mutants }]) => {
      const killed = mutants.filter(({ status }) => KILLED.has(status)).length;
      const survived = mutants.filter(({ status }) => SURVIVED.has(status)).length;
      return { file, mutants: killed + survived, killed, survived };
    }),
  );
}

/**
 * Killed mutants of a hundred.
 * @param {readonly Score[]} scores
 */
export function percentOf(scores) {
  const total = scores.reduce((sum, { mutants }) => sum + mutants, 0);
  return total === 0 ? 100 : (100 * scores.reduce((sum, { killed }) => sum + killed, 0)) / total;
}

/**
 * A Markdown table with a line for each file.
 * @param {readonly Score[]} scores
 */
export function formatScores(scores) {
  const lines = scores.map((score) => {
    const { file, mutants, killed, survived } = score;
    const name = file.replace(/^packages\//, '').replace('/src/', '/');
    return `| \`${name}\` | ${mutants} | ${killed} | ${survived} | ${percentOf([score]).toFixed(0)} % |`;
  });
  return ['| file | mutants | killed | survived | score |', '| --- | ---: | ---: | ---: | ---: |', ...lines].join('\n');
}
