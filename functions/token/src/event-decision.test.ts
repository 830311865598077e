import { describe, expect, test } from 'vitest';

import { type DecisionMade, describeDecision, sizeOfDecision } from './event-decision.ts';
import type { TokenDecision } from './token-decision.ts';

const pull = { type: 'repository', name: 'team/app', actions: ['pull'] };
const everything = { type: 'repository', name: 'team/app', actions: ['*'] };
const ruled = { rule: 'team', reason: 'pull granted by binding team' };

function made(changes: Partial<TokenDecision>, rest: Partial<DecisionMade> = {}): DecisionMade {
  return {
    id: 'token-1',
    at: new Date('2026-11-22T16:23:38.750Z'),
    address: '192.0.2.7',
    userAgent: 'docker/29.0',
    decision: {
      kind: 'issued',
      tokenId: 'token-1',
      account: 'alice',
      why: null,
      credential: { kind: 'access-key', id: 'k1', version: 'v1', labels: { groups: ['x'] } },
      service: 'registry.test',
      clientId: 'docker',
      session: 'session-1',
      requested: [],
      granted: [],
      decisions: [],
      ...changes,
    },
    ...rest,
  };
}

describe('describeDecision', () => {
  test('says all that is known, and nothing of the credential but which one it is', () => {
    const decisions = [{ ...everything, requested: ['*'], granted: ['pull'], ...ruled }];
    expect(describeDecision(made({ requested: [everything], granted: [pull], decisions }))).toEqual({
      id: 'token-1',
      time: '2026-11-22T16:23:38.750Z',
      outcome: 'partly-granted',
      reason: 'a part of what was asked for is granted',
      account: 'alice',
      service: 'registry.test',
      clientId: 'docker',
      address: '192.0.2.7',
      userAgent: 'docker/29.0',
      credential: { kind: 'access-key', id: 'k1' },
      session: 'session-1',
      requested: ['repository:team/app:*'],
      granted: ['repository:team/app:pull'],
      decisions: [{ scope: 'repository:team/app:*', granted: ['pull'], ...ruled }],
    });
  });

  test('keeps the class of a scope', () => {
    const plugin = { ...pull, class: 'plugin' };
    const decisions = [{ ...plugin, requested: ['pull'], granted: ['pull'], ...ruled }];
    expect(describeDecision(made({ requested: [plugin], granted: [plugin], decisions }))).toMatchObject({
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
    expect(describeDecision(made(changes))).toMatchObject(expected);
  });

  test('leaves out what nobody knows', () => {
    const unknown = { clientId: '', session: null, credential: null, account: null };
    const decision = describeDecision(made(unknown, { address: null, userAgent: undefined }));
    expect(decision).toMatchObject({ account: null, address: null, credential: null });
    expect(JSON.parse(JSON.stringify(decision))).not.toHaveProperty('clientId');
    expect(JSON.parse(JSON.stringify(decision))).not.toHaveProperty('userAgent');
    expect(JSON.parse(JSON.stringify(decision))).not.toHaveProperty('session');
  });
});

describe('sizeOfDecision', () => {
  test('is at least the size of the texts that a client chose', () => {
    const requested = Array.from({ length: 50 }, (_, index) => ({ ...pull, name: `${'x'.repeat(400)}/${index}` }));
    const decisions = requested.map((scope) => ({ ...scope, requested: scope.actions, granted: [], ...ruled }));
    const large = made({ requested, decisions, clientId: 'y'.repeat(1000) }, { userAgent: 'z'.repeat(10_000) });
    expect(sizeOfDecision(large)).toBeGreaterThan(JSON.stringify(large).length);
    expect(sizeOfDecision(made({}))).toBeGreaterThan(JSON.stringify(made({})).length);
  });
});
