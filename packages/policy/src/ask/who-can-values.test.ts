import { expect, test } from 'vitest';

import { type CallerValues, joinValues, type LabelValue } from './who-can-values.ts';

const values = (...labels: [string, string][]): CallerValues => ({
  account: null,
  labels: labels.map(([key, value]): LabelValue => ({ key, value })),
});

test.each<[string, CallerValues, CallerValues, CallerValues]>([
  ['by key', values(['z', '1']), values(['a', '2']), values(['a', '2'], ['z', '1'])],
  ['by key before value', values(['a', '2']), values(['b', '1']), values(['a', '2'], ['b', '1'])],
  ['of one key by value', values(['a', '2']), values(['a', '1']), values(['a', '1'], ['a', '2'])],
  ['of one key by value, as they were', values(['a', '1']), values(['a', '2']), values(['a', '1'], ['a', '2'])],
  ['each once', values(['b', '1'], ['a', '1']), values(['b', '1']), values(['a', '1'], ['b', '1'])],
  ['the same value of two keys twice', values(['a', '1']), values(['b', '1']), values(['a', '1'], ['b', '1'])],
])('labels that are asked for together stand %s', (_, one, other, expected) => {
  expect(joinValues(one, other)).toEqual(expected);
});

test('the account is the one that either asks for; two are nobody’s', () => {
  const [alice, bob] = ['alice', 'bob'].map((account): CallerValues => ({ account, labels: [] }));
  expect(alice && joinValues(alice, values(['a', '1']))).toEqual({
    account: 'alice',
    labels: [{ key: 'a', value: '1' }],
  });
  expect(alice && joinValues(values(), alice)).toEqual(alice);
  expect(alice && joinValues(alice, alice)).toEqual(alice);
  expect(alice && bob && joinValues(alice, bob)).toBeUndefined();
});
