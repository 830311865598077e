import { expect, test } from 'vitest';
import { renderTemplate } from './render-template.ts';

test('puts each value in every place that names it, as it is', () => {
  expect(renderTemplate('a: "${A}"\nb: "${A}-${B_2}"', { A: "$&$1 'ü'", B_2: '' })).toBe(
    `a: "$&$1 'ü'"\nb: "$&$1 'ü'-"`,
  );
});

test('leaves what is no placeholder', () => {
  expect(renderTemplate('$A ${a} ${ A }', {})).toBe('$A ${a} ${ A }');
});

test.each([
  ['a placeholder without a value', '${A}', {}, /A has no value/],
  ['a value without a placeholder', '', { A: '' }, /A is not in the template/],
  ['a value with a quote', '"${A}"', { A: 'x"y' }, /A has a character/],
  ['a value with a backslash', '"${A}"', { A: String.raw`x\n` }, /A has a character/],
  ['a value with a line break', '"${A}"', { A: 'x\ny' }, /A has a character/],
  ['everything at once', '${A}', { B: '"' }, /A has no value; B is not in the template; B has a character/],
])('refuses %s', (_case, template, values, message) => {
  expect(() => renderTemplate(template, values)).toThrow(message);
});
