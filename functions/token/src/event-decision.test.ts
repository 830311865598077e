import type { DecisionContent } from '@wharfinger/event-delivery';
import { describe, expect, test } from 'vitest';

import { type DecisionClient, describeDecision } from './event-decision.ts';
import type { TokenDecision } from './token-decision.ts';

const pull = { type: 'repository', name: 'team/app', actions: ['pull'] };
const everything = { type: 'repository', name: 'team/app', actions: ['*'] };
const ruled = { rule: 'team', reason: 'pull granted by binding team' };

const CLIENT: DecisionClient = { address: '192.0.2.7', userAgent: 'docker/29.0' };

function describeChanged(changes: Partial<TokenDecision>, client: DecisionClient = CLIENT): DecisionContent {
  return describeDecision(
    {
      kind: 'issued',
      tokenId: 'token-1',
      account: 'alice',
      why: null,
      credential: { kind: 'access-key', id: 'k1', version: 'v1', labels: { groups: ['x'] } },
      service: 'registry.test',
      clientId: 'docker',
      session: 'session-1',
      caller: { labels: { groups: ['x'] }, restrictions: null },
      requested: [],
      granted: [],
      decisions: [],
      ...changes,
    },
    client,
  );
}

describe('describeDecision', () => {
  test('says all that is known, and nothing of the credential but which one it is', () => {
    const decisions = [{ ...everything, requested: ['*'], granted: ['pull'], ...ruled }];
    expect(describeChanged({ requested: [everything], granted: [pull], decisions })).toEqual({
      outcome: 'partly-granted',
      reason: 'a part of what was asked for is granted',
      account: 'alice',
      service: 'registry.test',
      clientId: 'docker',
      address: '192.0.2.7',
      userAgent: 'docker/29.0',
      credential: { kind: 'access-key', id: 'k1' },
      session: 'session-1',
      labels: { groups: ['x'] },
      requested: ['repository:team/app:*'],
      granted: ['repository:team/app:pull'],
      decisions: [{ scope: 'repository:team/app:*', granted: ['pull'], ...ruled }],
    });
  });

  test('keeps the class of a scope', () => {
    const plugin = { ...pull, class: 'plugin' };
    const decisions = [{ ...plugin, requested: ['pull'], granted: ['pull'], ...ruled }];
    expect(describeChanged({ requested: [plugin], granted: [plugin], decisions })).toMatchObject({
      requested: ['repository(plugin):team/app:pull'],
      granted: ['repository(plugin):team/app:pull'],
      decisions: [{ scope: 'repository(plugin):team/app:pull' }],
    });
  });

  test.each<[string, Partial<TokenDecision>, { outcome: string; reason: string }]>([
    ['a login', {}, { outcome: 'granted', reason: 'nothing was asked for' }],
    [
      'everything',
      { requested: [pull], granted: [pull] },
      { outcome: 'granted', reason: expect.stringMatching(/^all/) },
    ],
    [
      'everything by *',
      { requested: [everything], granted: [{ ...pull, actions: ['delete', 'pull', 'push'] }] },
      { outcome: 'granted', reason: expect.stringMatching(/^all/) },
    ],
    [
      'one of two scopes',
      { requested: [pull, { ...pull, name: 'team/other' }], granted: [pull] },
      { outcome: 'partly-granted', reason: expect.stringMatching(/^a part/) },
    ],
    [
      'one of two actions',
      { requested: [{ ...pull, actions: ['pull', 'push'] }], granted: [pull] },
      { outcome: 'partly-granted', reason: expect.stringMatching(/^a part/) },
    ],
    ['nothing', { requested: [pull] }, { outcome: 'denied', reason: expect.stringMatching(/^nothing of/) }],
    [
      'nothing for nobody',
      { requested: [pull], account: null, credential: null },
      { outcome: 'denied', reason: expect.stringMatching(/^nothing of/) },
    ],
    ['a wrong password', { kind: 'refused', why: 'wrong-password' }, { outcome: 'refused', reason: 'wrong-password' }],
    ['a refusal without a reason', { kind: 'refused' }, { outcome: 'refused', reason: 'the sign-in is wrong' }],
    [
      'too many sign-ins',
      { kind: 'throttled', requested: [pull] },
      { outcome: 'throttled', reason: expect.any(String) },
    ],
  ])('%s', (_title, changes, expected) => {
    expect(describeChanged(changes)).toMatchObject(expected);
  });

  test('says of the caller what the policy was asked with', () => {
    const restrictions = ['repository:team/*:pull'];
    const caller = { labels: { groups: ['x'] }, restrictions };
    expect(describeChanged({ caller })).toMatchObject({ labels: { groups: ['x'] }, restrictions });
    expect(describeChanged({ caller: null })).not.toHaveProperty('labels');
  });

  test('does not say a part of labels and restrictions that are too many', () => {
    const long = ['x'.repeat(20_000)];
    const described = describeChanged({ caller: { labels: { groups: long }, restrictions: long } });
    expect(described).toMatchObject({ labelsOmitted: true, restrictionsOmitted: true });
    expect(JSON.stringify(described)).not.toContain('xxx');
  });

  test('leaves out what nobody knows', () => {
    const unknown = { clientId: '', session: null, credential: null, account: null };
    const decision = describeChanged(unknown, { address: null, userAgent: undefined });
    expect(decision).toMatchObject({ account: null, address: null, credential: null });
    expect(JSON.parse(JSON.stringify(decision))).not.toHaveProperty('clientId');
    expect(JSON.parse(JSON.stringify(decision))).not.toHaveProperty('userAgent');
    expect(JSON.parse(JSON.stringify(decision))).not.toHaveProperty('session');
  });
});
