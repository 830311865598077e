import type { FirstAnswer, Program } from './first-answer.ts';

/** One line for each program, compared with one of them. */
export function markdownTable(answers: ReadonlyMap<Program, readonly FirstAnswer[]>, bare: Program): string {
  const lines = [...answers].map(([{ title }, own]) => row(title, own, answers.get(bare) ?? []));
  return [
    '| process start → first answer | min ms | median ms | min ÷ bare | median ÷ bare | CPU median ms | CPU ÷ bare |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...lines,
  ].join('\n');
}

function row(title: string, own: readonly FirstAnswer[], base: readonly FirstAnswer[]): string {
  const elapsed = [sorted(own, 'elapsedMs'), sorted(base, 'elapsedMs')] as const;
  const cpu = [median(sorted(own, 'cpuMs')), median(sorted(base, 'cpuMs'))] as const;
  const [min, baseMin] = elapsed.map((values) => values[0] ?? Number.NaN);
  const [middle, baseMiddle] = elapsed.map(median);
  const cells = [
    ms(min),
    ms(middle),
    ratio(min, baseMin),
    ratio(middle, baseMiddle),
    ms(cpu[0]),
    ratio(cpu[0], cpu[1]),
  ];
  return `| ${[title, ...cells].join(' | ')} |`;
}

function sorted(all: readonly FirstAnswer[], key: keyof FirstAnswer): number[] {
  return all.map((answer) => answer[key]).toSorted((left, right) => left - right);
}

function median(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  return ((values[Math.floor(middle)] ?? Number.NaN) + (values[Math.ceil(middle)] ?? Number.NaN)) / 2;
}

function ms(value: number = Number.NaN): string {
  return value.toFixed(0);
}

function ratio(value: number = Number.NaN, base: number = Number.NaN): string {
  return `${(value / base).toFixed(2)}×`;
}
