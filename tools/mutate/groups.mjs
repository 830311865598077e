const POLICY = 'packages/policy/src';
const TOKEN = 'packages/token/src';

/**
 * What is mutated together, and which tests are asked: those beside it. Tests of what is built on it would notice as well,
 * and take ten times as long.
 * @type {Readonly<Record<string, { files: readonly string[], tests: readonly string[] }>>}
 */
export const GROUPS = {
  decide: {
    files: [
      `${POLICY}/decide/{compile-permissions,compile-policy,compile-rules,decide-grant,match-rule}.ts`,
      `${POLICY}/decide/{ip-network,requested-actions,restrictions,step-budget}.ts`,
      `${POLICY}/{default-policy,policy-document}.ts`,
    ],
    tests: [
      `${POLICY}/decide/{compile,decide,ip,match,requested,restrictions,step}*.test.ts`,
      `${POLICY}/*.test.ts`,
      'packages/policy/test/*.test.ts',
    ],
  },
  index: {
    files: [`${POLICY}/decide/{name-index,rule-index}.ts`],
    tests: [`${POLICY}/decide/{name-index,rule-index,decide-grant}*.test.ts`],
  },
  explain: { files: [`${POLICY}/ask/{explain,near}*.ts`], tests: [`${POLICY}/ask/{explain,near}*.test.ts`] },
  'who-can': { files: [`${POLICY}/ask/who-can*.ts`], tests: [`${POLICY}/ask/who-can*.test.ts`] },
  compare: { files: [`${POLICY}/ask/compare*.ts`], tests: [`${POLICY}/ask/compare*.test.ts`] },
  select: { files: [`${POLICY}/ask/select*.ts`], tests: [`${POLICY}/ask/select*.test.ts`] },
  'lock-out': { files: [`${POLICY}/judge/find-lock-out*.ts`], tests: [`${POLICY}/judge/find-lock-out*.test.ts`] },
  warnings: {
    files: [`${POLICY}/judge/{find-warnings,rule-reach,warn}*.ts`],
    tests: [`${POLICY}/judge/{find-warnings,rule-reach,warn}*.test.ts`],
  },
  diff: { files: [`${POLICY}/judge/diff*.ts`], tests: [`${POLICY}/judge/diff*.test.ts`] },
  patterns: { files: [`${TOKEN}/*pattern*.ts`], tests: [`${TOKEN}/*pattern*.test.ts`] },
};

/**
 * The group that the mutation run is asked for.
 * @param {Readonly<Record<string, string | undefined>>} environment
 */
export function groupIn(environment) {
  const name = environment['MUTATION_GROUP'] ?? '';
  const group = GROUPS[name];
  if (group === undefined) throw new RangeError(`MUTATION_GROUP is one of ${Object.keys(GROUPS).join(', ')}.`);
  return { name, ...group };
}
