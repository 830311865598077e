import { readFileSync } from 'node:fs';
import { compiled, decide } from '@wharfinger/fakes';
import { BUILT_IN_ROLES, createStepBudget, DEFAULT_BINDINGS, explainDecision, findWarnings } from '@wharfinger/policy';
import { SCOPE_ACTIONS } from '@wharfinger/token';
import { expect, test } from 'vitest';

import { grantRequest } from './grant-request.ts';
import { readExamples, readTable } from './read-examples.ts';

const page = readFileSync(new URL('../../../docs/policy.md', import.meta.url), 'utf8');
const examples = readExamples(page);

test('there are ten examples, and each refuses something', () => {
  expect(examples.map(({ title }) => Number.parseInt(title, 10))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  const refuses = examples.filter(({ requests }) =>
    requests.some(({ actions, granted }) => granted.length < actions.length),
  );
  expect(refuses.length).toBeGreaterThanOrEqual(9);
});

const rows = examples.flatMap(({ title, document, requests }) =>
  requests.map((row) => ({ title, document, row, source: row.source })),
);

test.each(rows)('example $title: $source', ({ document, row }) => {
  const { granted, rule } = decide(document, row.request, row.actions, row.restrictions);
  expect({ granted, rule }).toEqual({ granted: row.granted, rule: row.rule });
});

test.each(rows)('explained, example $title: $source', ({ document, row }) => {
  const now = new Date(row.request.now);
  const explanation = explainDecision(
    compiled(document),
    grantRequest(row.request, row.actions, row.restrictions),
    now,
    createStepBudget(Infinity),
  );
  expect(explanation).toMatchObject({ kind: 'explained', granted: row.granted, rule: row.rule });
});

test.each(examples)('warnings, example $title', ({ document, warnings }) => {
  const services = new Set(['registry.example', 'wharfinger']);
  const found = findWarnings(document, { now: new Date('2026-06-01T00:00:00Z'), services });
  expect(found.warnings.map(({ rule, kind }) => ({ rule, kind }))).toEqual(warnings);
});

test('the table of types names every type with its actions', () => {
  const table = readTable(page, 'type').map(([type = '', , actions = '']) => [type, actions.split(' ')]);
  expect(Object.fromEntries(table)).toEqual(SCOPE_ACTIONS);
});

test('the table of built-in roles names every one', () => {
  expect(readTable(page, 'role').map(([role]) => role)).toEqual(Object.keys(BUILT_IN_ROLES));
});

test('the table of default bindings names every one, with its role and names', () => {
  const table = readTable(page, 'id').map(([id, gives]) => ({ id, gives }));
  const expected = DEFAULT_BINDINGS.map(({ id, role, names }) => ({
    id,
    gives: names === undefined ? role : `${role} on ${names.join(', ')}`,
  }));
  expect(table).toEqual(expected);
});
