import type { AuthorizeQuestion } from '@wharfinger/native-api';
import { expect, test } from 'vitest';

import { rememberAuthz } from './remember-authz.ts';

const context = { requestId: 'request-1', signal: new AbortController().signal };
const question: AuthorizeQuestion = {
  account: 'alice',
  labels: { groups: ['dev'] },
  address: '192.0.2.7',
  service: 'registry.example',
  scopes: [{ type: 'repository', name: 'alice/app', actions: ['pull', 'push'] }],
  restrictions: null,
};

async function askedFor(maxAgeMs: number, ...questions: AuthorizeQuestion[]): Promise<number> {
  let asked = 0;
  const authorize = rememberAuthz(
    async () => {
      asked += 1;
      return { decisions: [], maxAgeMs };
    },
    { elapsedMs: () => 0, maxAgeMs: 5000 },
  );
  for (const one of questions) await authorize(one, context);
  return asked;
}

test('the same question is asked once', async () => {
  expect(await askedFor(5000, question, structuredClone(question))).toBe(1);
});

test('an answer that is good for no time is asked for each time', async () => {
  expect(await askedFor(0, question, question)).toBe(2);
});

test.each<[string, Partial<AuthorizeQuestion>]>([
  ['account', { account: 'bob' }],
  ['account: nobody', { account: null }],
  ['labels', { labels: { groups: ['ops'] } }],
  ['address', { address: '192.0.2.8' }],
  ['service', { service: 'wharfinger' }],
  ['name', { scopes: [{ type: 'repository', name: 'alice/apq', actions: ['pull', 'push'] }] }],
  ['actions', { scopes: [{ type: 'repository', name: 'alice/app', actions: ['pull'] }] }],
  ['class', { scopes: [{ type: 'repository', class: 'plugin', name: 'alice/app', actions: ['pull', 'push'] }] }],
  ['restrictions', { restrictions: ['repository:alice/**:pull'] }],
  ['restrictions: nothing at all', { restrictions: [] }],
])('another %s is another question', async (_title, other) => {
  expect(await askedFor(5000, question, { ...question, ...other })).toBe(2);
});

test('a question that is too large to keep is asked each time', async () => {
  const large = { ...question, labels: { groups: ['x'.repeat(9000)] } };
  expect(await askedFor(5000, large, large)).toBe(2);
});
