import type { PatternValues } from '../src/match-pattern.ts';

/**
 * The pattern language written down as plainly as it can be, straight from the text and by trying everything. Slow, and
 * shares nothing with the matcher that it judges.
 */
export function naiveMatch(pattern: string, name: string, values: PatternValues): boolean {
  return segmentsMatch(pattern.split('/'), name.split('/'), values);
}

function segmentsMatch(patterns: readonly string[], texts: readonly string[], values: PatternValues): boolean {
  const [pattern, ...otherPatterns] = patterns;
  const [text, ...otherTexts] = texts;
  if (pattern === undefined) return texts.length === 0;
  if (pattern === '**') {
    const isLast = otherPatterns.length === 0;
    const takesNone = !isLast && segmentsMatch(otherPatterns, texts, values);
    const takesOne =
      text !== undefined && ((isLast && otherTexts.length === 0) || segmentsMatch(patterns, otherTexts, values));
    return takesNone || takesOne;
  }
  return text !== undefined && textMatches(pattern, text, values) && segmentsMatch(otherPatterns, otherTexts, values);
}

function textMatches(pattern: string, text: string, values: PatternValues): boolean {
  if (pattern === '') return text === '';
  if (pattern.startsWith('*')) {
    const rest = pattern.slice(1);
    return Array.from({ length: text.length + 1 }, (_, at) => text.slice(at)).some((tail) =>
      textMatches(rest, tail, values),
    );
  }
  const variable = /^\$\{(?:account|labels\.(?<key>[^}]+))\}/.exec(pattern);
  if (variable === null)
    return text.startsWith(pattern.slice(0, 1)) && textMatches(pattern.slice(1), text.slice(1), values);
  const key = variable.groups?.['key'];
  const candidates = key === undefined ? [values.account ?? ''] : [...(values.labels.get(key) ?? [])];
  const rest = pattern.slice(variable[0].length);
  return candidates.some(
    (value) => value !== '' && text.startsWith(value) && textMatches(rest, text.slice(value.length), values),
  );
}
