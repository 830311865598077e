import { describe, expect, test } from 'vitest';

import { EVENT_MAX_BYTES } from './event-limits.ts';
import { signEvent } from './event-signature.ts';
import { parseHttpMessage, toHttpMessage } from './http-message.ts';
import type { PolicyChangedData, PolicyRefusedData } from './policy-event.ts';
import { type PolicyOccurrence, toPolicyEvent } from './to-policy-event.ts';

const CHANGED: PolicyChangedData = {
  revision: 7,
  etag: '7-0123456789abcdef',
  author: 'admin',
  at: '2026-11-22T15:57:25.990Z',
  reason: 'the team has grown',
  changes: { added: ['bindings/dev-team'], changed: [], removed: ['denials/freeze'] },
};
const REFUSED: PolicyRefusedData = {
  account: 'alice',
  address: '192.0.2.7',
  userAgent: 'curl/8.17',
  change: 'PUT bindings/dev-team',
  why: 'insufficient-scope',
  reason: 'the token has no policy:default:write',
};
const SEEN = '2026-11-23T08:00:00.000Z';

const changed = (changes: Partial<PolicyChangedData> = {}, time = SEEN): PolicyOccurrence => ({
  kind: 'changed',
  time,
  data: { ...CHANGED, ...changes },
});
const refused = (changes: Partial<PolicyRefusedData> = {}, time = SEEN, id = '0192'): PolicyOccurrence => ({
  kind: 'refused',
  time,
  id,
  data: { ...REFUSED, ...changes },
});

function eventOf(occurrence: PolicyOccurrence) {
  const event = toPolicyEvent(occurrence, { site: 'local' });
  if (event.kind === 'invalid') throw new Error(event.reason);
  return event.value;
}

describe('toPolicyEvent', () => {
  test('a revision has the id and the time that follow from it, whenever it is told', () => {
    expect(eventOf(changed())).toEqual({
      specversion: '1.0',
      id: '7-0123456789abcdef',
      source: '/sites/local/authz',
      type: 'dev.wharfinger.policy.changed.v1',
      subject: 'policy@7',
      time: '2026-11-22T15:57:25.99Z',
      datacontenttype: 'application/json',
      actor: 'admin',
      site: 'local',
      data: CHANGED,
    });
  });

  test('one that was written by hand has nobody as its actor, and the time when it was seen', () => {
    const event = eventOf(changed({ author: null, at: null, reason: null }));
    expect(event).toMatchObject({ time: '2026-11-23T08:00:00Z', data: { author: null, at: null, reason: null } });
    expect(event.actor).toBeUndefined();
  });

  test('a refusal says who wanted what, from where, and why not', () => {
    expect(eventOf(refused())).toEqual({
      specversion: '1.0',
      id: '0192',
      source: '/sites/local/authz',
      type: 'dev.wharfinger.policy.refused.v1',
      subject: 'policy',
      time: '2026-11-23T08:00:00Z',
      datacontenttype: 'application/json',
      actor: 'alice',
      site: 'local',
      data: REFUSED,
    });
  });

  test('several refusals that are told together say how many, and when the last was', () => {
    const many = { count: 9000, lastTime: '2026-11-23T08:00:44.000Z' };
    expect(eventOf(refused(many)).data).toMatchObject(many);
  });

  test.each<[string, PolicyOccurrence]>([
    ['id', refused({}, SEEN, '')],
    ['id', changed({ etag: 'a\nb' })],
    ['account', refused({ account: '' })],
    ['account', changed({ author: 'a\u0000' })],
    ['time', refused({}, 'now')],
    ['time', changed({ at: null }, 'now')],
    ['time', changed({ at: 'now' })],
  ])('a %s that no attribute may have makes no event', (name, occurrence) => {
    expect(toPolicyEvent(occurrence, { site: 'local' })).toEqual({
      kind: 'invalid',
      reason: expect.stringContaining(name),
    });
  });

  test('takes over nothing beyond what an event has', () => {
    const event = eventOf(refused(Object.assign({ token: 'eyJ' }, REFUSED)));
    expect(JSON.stringify(event)).not.toContain('eyJ');
  });

  test.each(['added', 'changed', 'removed'] as const)(
    'of too many %s the first are named, and a flag says so',
    (name) => {
      const { data } = eventOf(
        changed({ changes: { ...CHANGED.changes, [name]: Array.from({ length: 1001 }, () => 'x') } }),
      );
      expect(data).toMatchObject({ changes: { areTruncated: true } });
      expect(data).toHaveProperty(['changes', name, 'length'], 1000);
      expect(eventOf(changed()).data).toMatchObject({ changes: { areTruncated: undefined } });
      expect(eventOf(changed({ changes: { ...CHANGED.changes, areTruncated: true } })).data).toMatchObject({
        changes: { areTruncated: true },
      });
    },
  );

  test('none is so long that a broker would refuse it', () => {
    const long = '\u0001'.repeat(100_000);
    const rules = Array.from({ length: 2000 }, () => '\u{1f600}'.repeat(200));
    const events = [
      eventOf(changed({ reason: long, changes: { added: rules, changed: rules, removed: rules } })),
      eventOf(refused({ userAgent: long, change: long, reason: long })),
    ];
    for (const event of events) {
      const { headers, body } = toHttpMessage(signEvent(event, 'fixed-secret-of-a-test'));
      expect(Buffer.byteLength(body)).toBeLessThan(EVENT_MAX_BYTES / 2);
      expect(parseHttpMessage(headers, Buffer.from(body)).kind).toBe('ok');
    }
  });
});

const parse = (occurrence: PolicyOccurrence, headers: Record<string, string>, data: object = {}) => {
  const message = toHttpMessage(eventOf(occurrence));
  const body = JSON.stringify({ ...JSON.parse(message.body), ...data });
  return parseHttpMessage({ ...message.headers, ...headers }, Buffer.from(body));
};

describe('a policy event over HTTP', () => {
  test.each<[string, PolicyOccurrence, Record<string, string>, object, string]>([
    ['the id of another revision', changed(), { 'ce-id': '8-0123456789abcdef' }, {}, 'id'],
    ['another number in its subject', changed(), { 'ce-subject': 'policy@8' }, {}, 'subject'],
    ['another actor', changed(), { 'ce-actor': 'bob' }, {}, 'actor'],
    ['an actor where nobody was', changed({ author: null }), { 'ce-actor': 'bob' }, {}, 'actor'],
    ['another time', changed(), { 'ce-time': '2026-11-22T15:57:26Z' }, {}, 'time'],
    ['another author', changed(), {}, { author: 'bob' }, 'actor'],
    ['no changes', changed(), {}, { changes: undefined }, 'data.changes'],
    ['changes that are no list', changed(), {}, { changes: { ...CHANGED.changes, added: 'x' } }, 'data.changes.added'],
    ['no number', changed(), {}, { revision: '7' }, 'data.revision'],
    ['the type of the other', changed(), { 'ce-type': 'dev.wharfinger.policy.refused.v1' }, {}, 'data.account'],
    ['a type that there is none of', changed(), { 'ce-type': 'dev.wharfinger.policy.eaten.v1' }, {}, 'type'],
    ['a reason that there is none of', refused(), {}, { why: 'bad-mood' }, 'data.why'],
    ['a count that is none', refused(), {}, { count: 0 }, 'data.count'],
    ['a last time that is none', refused(), {}, { lastTime: 'now' }, 'data.lastTime'],
    ['another account', refused(), {}, { account: 'bob' }, 'actor'],
    ['a time that is none', refused(), { 'ce-time': 'now' }, {}, 'time'],
  ])('one with %s is refused', (_title, occurrence, headers, data, name) => {
    expect(parse(occurrence, {}).kind).toBe('ok');
    expect(parse(occurrence, headers, data)).toEqual({
      kind: 'invalid',
      reason: expect.stringMatching(new RegExp(`^${name}: `)),
    });
  });

  test('a time that is written otherwise is the same', () => {
    expect(parse(changed(), { 'ce-time': '2026-11-22T16:57:25.990+01:00' }).kind).toBe('ok');
  });
});
