import { describe, expect, test } from 'vitest';

import { parseEnvelope, parseNotification, parseNotificationEnvelope } from './notification.ts';

const good = {
  id: '0192',
  timestamp: '2026-11-22T15:57:25.99Z',
  action: 'delete',
  target: { mediaType: '', digest: '', size: 0, repository: 'team/app', tag: 'v1' },
};

describe('parseNotificationEnvelope', () => {
  test('reads none, one and many', () => {
    expect(parseNotificationEnvelope({ events: [] })).toEqual({ kind: 'ok', value: [] });
    const many = parseNotificationEnvelope({ events: [good, { ...good, id: '0193' }] });
    expect(many.kind === 'ok' && many.value.map(({ id }) => id)).toEqual(['0192', '0193']);
  });

  test.each([[undefined], [null], ['events'], [[good]], [{}], [{ events: {} }], [{ events: null }]])(
    '%j is no envelope',
    (body) => {
      expect(parseNotificationEnvelope(body).kind).toBe('invalid');
      expect(parseEnvelope(body).kind).toBe('invalid');
    },
  );

  test('names the member that is broken', () => {
    const broken = { ...good, target: { ...good.target, size: 'big' } };
    expect(parseNotificationEnvelope({ events: [good, broken] })).toEqual({
      kind: 'invalid',
      reason: expect.stringMatching(/^events\.1\.target\.size: /),
    });
  });

  test('an envelope can be read though one member is broken', () => {
    const members = parseEnvelope({ events: [good, 'broken'] });
    expect(members.kind === 'ok' && members.value.map((member) => parseNotification(member).kind)).toEqual([
      'ok',
      'invalid',
    ]);
  });
});

describe('parseNotification', () => {
  test('an empty text is as good as none', () => {
    const parsed = parseNotification({ ...good, actor: {}, request: { addr: '' }, source: {} });
    expect(parsed).toEqual({
      kind: 'ok',
      value: { ...good, target: { repository: 'team/app', tag: 'v1', size: 0 }, actor: {}, request: {}, source: {} },
    });
  });

  test('leaves out what could carry a secret: URLs, annotations and data of a descriptor', () => {
    const reference = { mediaType: 'm', digest: 'd', size: 1 };
    const parsed = parseNotification({
      ...good,
      target: {
        ...good.target,
        urls: ['https://storage.example/?X-Amz-Signature=s'],
        annotations: { token: 't' },
        references: [
          { ...reference, urls: ['https://storage.example/?sig=s'], annotations: { a: 'b' }, data: 'ZGF0YQ==' },
        ],
      },
    });
    expect(parsed.kind === 'ok' && parsed.value.target).toEqual({
      repository: 'team/app',
      tag: 'v1',
      size: 0,
      references: [reference],
    });
  });

  test.each([
    ['id', { ...good, id: '' }],
    ['id', { ...good, id: 7 }],
    ['timestamp', { ...good, timestamp: undefined }],
    ['action', { ...good, action: undefined }],
    ['target', { ...good, target: undefined }],
    ['target.repository', { ...good, target: {} }],
    ['actor', { ...good, actor: 'alice' }],
  ])('a broken %s is named', (path, notification) => {
    expect(parseNotification(notification)).toEqual({
      kind: 'invalid',
      reason: expect.stringMatching(new RegExp(`^${path}: `)),
    });
  });
});
