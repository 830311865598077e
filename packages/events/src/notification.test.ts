import { describe, expect, test } from 'vitest';

import { parseEnvelope, parseNotification } from './notification.ts';

const good = {
  id: '0192',
  timestamp: '2026-11-22T15:57:25.99Z',
  action: 'delete',
  target: { mediaType: '', digest: '', size: 0, repository: 'team/app', tag: 'v1' },
};

describe('parseEnvelope', () => {
  test('reads none, one and many', () => {
    expect(parseEnvelope({ events: [] })).toEqual({ kind: 'ok', value: [] });
    const many = [good, { ...good, id: '0193' }];
    expect(parseEnvelope({ events: many })).toEqual({ kind: 'ok', value: many });
  });

  test.each([[undefined], [null], ['events'], [[good]], [{}], [{ events: {} }], [{ events: null }]])(
    '%j is no envelope',
    (body) => {
      expect(parseEnvelope(body).kind).toBe('invalid');
    },
  );

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
    ['target.size', { ...good, target: { ...good.target, size: 'big' } }],
    ['actor', { ...good, actor: 'alice' }],
  ])('a broken %s is named', (path, notification) => {
    expect(parseNotification(notification)).toEqual({
      kind: 'invalid',
      reason: expect.stringMatching(new RegExp(`^${path}: `)),
    });
  });
});
