import type { GrantedLine, WhoCanAnswer, WhoCanLine } from './policy-answers.ts';

/** Everybody whom a rule gives something to, a line each; who is denied all of it is no one of them. */
export function describeWhoCan({ granted, denied, deniedTotal, isDeniedToAll }: WhoCanAnswer): string[] {
  const isAnybody = !isDeniedToAll && granted.some(({ isTakenAway }) => isTakenAway !== 'wholly');
  return [
    ...granted.map(describeGranted),
    ...denied.map((line) => `not ${describeCallers(line)}  by ${line.rule}`),
    ...(deniedTotal > denied.length ? [`… and ${deniedTotal - denied.length} more that are denied it`] : []),
    ...(isDeniedToAll ? ['A denial takes it from everybody.'] : []),
    ...(isAnybody ? [] : ['Nobody.']),
  ];
}

function describeGranted(line: GrantedLine): string {
  const by = line.denials.join(', ');
  const given = `${describeCallers(line)}  by ${line.rule}`;
  if (line.isTakenAway === 'wholly') return `not ${given}: taken away by ${by}`;
  return line.isTakenAway === 'partly' ? `${given}, partly taken away by ${by}` : given;
}

function describeCallers({ callers, conditions, isInForce }: WhoCanLine): string {
  const labels = callers.labels.map(({ key, value }) => `${key}=${value}`).join(' and ');
  const who = { everyone: 'everyone', 'signed-in': 'everyone signed in', account: callers.account ?? '', label: '' };
  const name = Object.entries(who).find(([kind]) => kind === callers.kind)?.[1] ?? callers.kind;
  const parts = [
    name,
    labels,
    ...Object.entries(conditions).map(([key, value]) => `${key} ${[value].flat().join(', ')}`),
    isInForce ? '' : 'not now',
  ];
  return parts.filter((part) => part !== '').join('  ');
}
