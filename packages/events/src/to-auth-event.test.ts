import { describe, expect, test } from 'vitest';

import type { AuthOutcome } from './auth-event.ts';
import { EVENT_MAX_BYTES } from './event-limits.ts';
import { signEvent } from './event-signature.ts';
import { parseHttpMessage, toHttpMessage } from './http-message.ts';
import { type AuthDecision, toAuthEvent } from './to-auth-event.ts';

const DECISION: AuthDecision = {
  id: '0192',
  time: '2026-11-22T15:57:25.990Z',
  outcome: 'partly-granted',
  reason: 'not all that was asked for is granted',
  account: 'alice',
  service: 'registry.example',
  clientId: 'docker',
  address: '192.0.2.7',
  userAgent: 'docker/29.0',
  credential: { kind: 'access-key', id: 'k1' },
  session: '4b1f',
  labels: { groups: ['dev', 'ops'] },
  restrictions: ['repository:team/*:pull'],
  requested: ['repository:team/app:pull,push'],
  granted: ['repository:team/app:pull'],
  decisions: [
    {
      scope: 'repository:team/app:pull,push',
      granted: ['pull'],
      rule: 'team',
      reason: 'pull granted by binding team; push granted by no binding',
    },
  ],
  count: 1,
};

function eventOf(changes: Partial<AuthDecision> = {}) {
  const event = toAuthEvent({ ...DECISION, ...changes }, { site: 'local' });
  if (event.kind === 'invalid') throw new Error(event.reason);
  return event.value;
}

describe('toAuthEvent', () => {
  test('says all that is known, and who has shown who it is', () => {
    const { id, time: _, ...data } = DECISION;
    expect(eventOf()).toEqual({
      specversion: '1.0',
      id,
      source: '/sites/local/token',
      type: 'dev.wharfinger.auth.granted.v1',
      subject: 'alice',
      time: '2026-11-22T15:57:25.99Z',
      datacontenttype: 'application/json',
      actor: 'alice',
      site: 'local',
      data,
    });
  });

  test.each<[AuthOutcome, string | null, string, string, string | undefined]>([
    ['granted', 'alice', 'granted', 'alice', 'alice'],
    ['granted', null, 'granted', 'anonymous', undefined],
    ['partly-granted', 'alice', 'granted', 'alice', 'alice'],
    ['denied', 'alice', 'denied', 'alice', 'alice'],
    ['denied', null, 'denied', 'anonymous', undefined],
    ['refused', 'alice', 'denied', 'alice', undefined],
    ['refused', null, 'denied', 'anonymous', undefined],
    ['throttled', null, 'denied', 'anonymous', undefined],
  ])('%s, account %j: %s, subject %s, actor %s', (outcome, account, type, subject, actor) => {
    const event = eventOf({ outcome, account });
    expect([event.type, event.subject, event.actor]).toEqual([`dev.wharfinger.auth.${type}.v1`, subject, actor]);
  });

  test.each<[string, Partial<AuthDecision>]>([
    ['id', { id: '' }],
    ['id', { id: 'a\nb' }],
    ['account', { account: '' }],
    ['account', { account: 'a\u0000' }],
    ['time', { time: 'now' }],
    ['time', { count: 2, lastTime: 'later' }],
  ])('a %s that no attribute may have makes no event', (name, changes) => {
    expect(toAuthEvent({ ...DECISION, ...changes }, { site: 'local' })).toEqual({
      kind: 'invalid',
      reason: expect.stringContaining(name),
    });
  });

  test('takes over nothing beyond what an event has', () => {
    const credential = { kind: 'password', id: '', version: 'v7', password: 'hunter2' };
    const decision = { ...DECISION, credential, password: 'hunter2', decisions: [], token: 'eyJ' };
    const event = toAuthEvent(decision, { site: 'local' });
    expect(JSON.stringify(event)).not.toMatch(/hunter2|eyJ|v7/);
  });

  test.each<[string, Partial<AuthDecision>]>([
    ['requested', { requested: Array.from({ length: 101 }, () => 'repository:a:pull') }],
    ['granted', { granted: Array.from({ length: 90 }, () => 'x'.repeat(1000)) }],
    [
      'decisions',
      { decisions: Array.from({ length: 101 }, () => ({ scope: '', granted: [], rule: null, reason: '' })) },
    ],
  ])('%s: what there is no room for is left out, and a flag says so', (list, changes) => {
    const { data } = eventOf(changes);
    expect(data).toMatchObject({ listsTruncated: true });
    expect(data).toHaveProperty([list, 'length'], list === 'granted' ? 65 : 100);
    expect(eventOf().data.listsTruncated).toBeUndefined();
  });

  test.each<[string, Partial<AuthDecision>, object]>([
    ['labels', { labels: { groups: Array.from({ length: 900 }, () => 'x'.repeat(20)) } }, { labelsOmitted: true }],
    ['restrictions', { restrictions: ['x'.repeat(16 * 1024)] }, { restrictionsOmitted: true }],
    ['labels that were left out', { labels: undefined, labelsOmitted: true }, { labelsOmitted: true }],
  ])('%s: what there is no room for is left out whole, and a flag says so', (name, changes, flag) => {
    const { data } = eventOf(changes);
    expect(data).toMatchObject(flag);
    expect(JSON.stringify(data)).not.toContain('xxx');
    expect(
      Object.keys(flag).every((member) => !Object.hasOwn(JSON.parse(JSON.stringify(eventOf().data)), member)),
    ).toBe(true);
    expect(name === 'restrictions' ? data.labels : data.restrictions).toBeDefined();
  });

  test('several have the time of the first and the last, and the ids of those tokens that there is room for', () => {
    const tokenIds = ['0192', '0193'];
    const lastTime = '2026-11-22T15:57:59.50Z';
    expect(eventOf({ count: 2, lastTime, tokenIds })).toMatchObject({
      id: '0192',
      time: '2026-11-22T15:57:25.99Z',
      data: { count: 2, lastTime: '2026-11-22T15:57:59.5Z', tokenIds, tokenIdsTruncated: undefined },
    });
    expect(eventOf({ count: 3, lastTime, tokenIds }).data).toMatchObject({ tokenIds, tokenIdsTruncated: true });
    const many = Array.from({ length: 200 }, (_, index) => `token-${index}`);
    expect(eventOf({ count: 200, lastTime, tokenIds: many }).data).toMatchObject({ tokenIdsTruncated: true });
    expect(eventOf({ count: 2, lastTime }).data).not.toHaveProperty('tokenIds');
    expect(eventOf({ tokenIds }).data).not.toHaveProperty('tokenIds');
  });

  test('no decision makes an event that a broker would refuse for its length', () => {
    const long = '\u{1f600}'.repeat(100_000);
    const texts = Array.from({ length: 200 }, () => '\u0001'.repeat(3000));
    const decisions = texts.map((scope) => ({ scope, granted: texts, rule: long, reason: long }));
    const event = eventOf({
      reason: long,
      clientId: long,
      userAgent: long,
      labels: { long: texts },
      restrictions: texts,
      credential: { kind: 'workload', id: long },
      requested: texts,
      granted: texts,
      decisions,
      count: 1000,
      tokenIds: texts,
    });
    const { headers, body } = toHttpMessage(signEvent(event, 'fixed-secret-of-a-test'));
    expect(Buffer.byteLength(body)).toBeLessThan(EVENT_MAX_BYTES / 2);
    expect(parseHttpMessage(headers, Buffer.from(body)).kind).toBe('ok');
  });
});

describe('an auth event over HTTP', () => {
  const message = toHttpMessage(eventOf());
  const parse = (headers: Record<string, string>, body = message.body) => parseHttpMessage(headers, Buffer.from(body));

  test('is CloudEvents binary mode', () => {
    expect(message.headers).toEqual({
      'content-type': 'application/json',
      'ce-specversion': '1.0',
      'ce-id': '0192',
      'ce-source': '/sites/local/token',
      'ce-type': 'dev.wharfinger.auth.granted.v1',
      'ce-subject': 'alice',
      'ce-time': '2026-11-22T15:57:25.99Z',
      'ce-actor': 'alice',
      'ce-site': 'local',
    });
    expect(parse(message.headers)).toEqual({ kind: 'ok', value: JSON.parse(JSON.stringify(eventOf())) });
  });

  test.each([
    ['ce-type', 'dev.wharfinger.auth.denied.v1', 'type'],
    ['ce-type', 'dev.wharfinger.auth.granted.v2', 'type'],
    ['ce-type', 'dev.wharfinger.auth.eaten.v1', 'type'],
    ['ce-type', 'dev.wharfinger.registry.manifest.pushed.v1', 'repository'],
    ['ce-subject', 'bob', 'subject'],
    ['ce-subject', 'anonymous', 'subject'],
    ['ce-actor', 'bob', 'actor'],
    ['ce-time', 'now', 'time'],
    ['ce-id', '', 'id'],
    ['ce-site', '%00', 'site'],
  ])('%s: %s is refused, and the reason names %s', (header, value, name) => {
    expect(parse({ ...message.headers, [header]: value })).toEqual({
      kind: 'invalid',
      reason: expect.stringMatching(new RegExp(`^${name}: `)),
    });
  });

  test.each([
    ['no outcome', { outcome: undefined }, 'data.outcome'],
    ['an outcome that there is none', { outcome: 'constructor' }, 'data.outcome'],
    ['an outcome of the other type', { outcome: 'refused' }, 'type'],
    ['another account', { account: 'bob' }, 'subject'],
    ['no account', { account: null }, 'subject'],
    ['no list', { requested: 'repository:a:pull' }, 'data.requested'],
    ['a decision without a scope', { decisions: [{ granted: [], rule: null, reason: '' }] }, 'data.decisions.0.scope'],
    ['no count', { count: undefined }, 'data.count'],
    ['a count of none', { count: 0 }, 'data.count'],
    ['a count that is no whole number', { count: 1.5 }, 'data.count'],
    ['a last time that is none', { lastTime: 'later' }, 'data.lastTime'],
    ['ids of tokens that are none', { tokenIds: [7] }, 'data.tokenIds.0'],
    ['labels that are no lists', { labels: { groups: 'hunter2' } }, 'data.labels.groups'],
    ['restrictions that are no list', { restrictions: { hunter2: 1 } }, 'data.restrictions'],
    ['a credential that is text', { credential: 'hunter2' }, 'data.credential'],
  ])('data with %s is refused, and the reason names %3$s but no value', (_title, changes, name) => {
    const body = JSON.stringify({ ...eventOf().data, ...changes });
    expect(parse(message.headers, body)).toEqual({
      kind: 'invalid',
      reason: expect.stringMatching(new RegExp(`^${name}: (?!.*hunter2)`)),
    });
  });

  test.each(['null', '[]', '{}', '"text"', '7'])('data that is %s is refused in both modes', (body) => {
    expect(parse(message.headers, body).kind).toBe('invalid');
    const envelope = JSON.stringify({ ...eventOf(), data: JSON.parse(body) });
    expect(parse({ 'content-type': 'application/cloudevents+json' }, envelope).kind).toBe('invalid');
  });
});
