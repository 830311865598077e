import { format, inspect } from 'node:util';

import { expect, test } from 'vitest';

import { HiddenText } from './hidden-text.ts';

const hidden = new HiddenText('open sesame');

test.each([
  ['a template', `a ${String(hidden)}`],
  ['JSON', JSON.stringify({ hidden })],
  ['inspection', inspect({ hidden }, { showHidden: true, depth: 5 })],
  ['a format', format('%s %o %j', hidden, hidden, hidden)],
  ['a frozen copy', inspect(Object.freeze(new HiddenText('open sesame')))],
])('%s shows stars', (_, printed) => {
  expect(printed).toContain('***');
  expect(printed).not.toContain('sesame');
});

test('reveal tells', () => {
  expect(hidden.reveal()).toBe('open sesame');
});
