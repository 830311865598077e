import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readEvent, toHeaders } from './cloud-event.ts';

const attributes = { specversion: '1.0', id: '1', source: '/s', type: 't' };
const binary = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/s', 'ce-type': 't' };
const structured = { 'content-type': 'application/cloudevents+json; charset=utf-8' };
const bytes = (text: string) => new TextEncoder().encode(text);

describe('binary mode', () => {
  test('is read with its extensions decoded, its content type and its bytes', () => {
    const headers = { ...binary, 'ce-subject': 'a%20%E2%82%AC%25', 'content-type': 'application/json', host: 'x' };

    expect(readEvent(headers, bytes('{"a": 1}'))).toStrictEqual({
      kind: 'ok',
      event: {
        attributes: { ...attributes, subject: 'a €%' },
        contentType: 'application/json',
        data: bytes('{"a": 1}'),
      },
    });
  });

  test('may have no data', () => {
    expect(readEvent(binary, new Uint8Array())).toStrictEqual({
      kind: 'ok',
      event: { attributes, data: new Uint8Array() },
    });
  });

  test('goes out as it came in, whatever an attribute holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.uint8Array(), (text, data) => {
        const event = { attributes: { ...attributes, subject: text }, contentType: 'application/json', data };

        const headers = toHeaders(event);

        expect(Object.values(headers).join('')).toMatch(/^[\x20-\x7E]*$/);
        expect(readEvent(headers, data)).toStrictEqual({ kind: 'ok', event });
      }),
    );
  });
});

describe('structured mode', () => {
  test('becomes the same event, with its data as bytes', () => {
    const body = JSON.stringify({
      ...attributes,
      isold: true,
      count: 3,
      datacontenttype: 'application/json',
      data: { a: 1 },
    });

    expect(readEvent(structured, bytes(body))).toStrictEqual({
      kind: 'ok',
      event: {
        attributes: { ...attributes, isold: 'true', count: '3' },
        contentType: 'application/json',
        data: bytes('{"a":1}'),
      },
    });
  });

  test.each([
    ['base64', { data_base64: 'AAH/' }, [0, 1, 255]],
    ['text', { datacontenttype: 'text/plain', data: 'hi' }, [104, 105]],
    ['a JSON text', { data: 'hi' }, [34, 104, 105, 34]],
    ['nothing', {}, []],
  ])('takes %s as data', (_case, data, expected) => {
    const read = readEvent(structured, bytes(JSON.stringify({ ...attributes, ...data })));

    expect(read.kind === 'ok' && [...read.event.data]).toStrictEqual(expected);
  });
});

test.each([
  ['plain JSON', { 'content-type': 'application/json' }, '{}'],
  [
    "the registry's own notification",
    { 'content-type': 'application/vnd.docker.distribution.events.v2+json' },
    '{"events":[]}',
  ],
  ['a batch', { 'content-type': 'application/cloudevents-batch+json' }, JSON.stringify([attributes])],
  ['another version', { ...binary, 'ce-specversion': '9.9' }, ''],
  ['version 0.3', { ...binary, 'ce-specversion': '0.3' }, ''],
  ['no id', { ...binary, 'ce-id': '' }, ''],
  ['no type', { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/s' }, ''],
  ['a broken percent-encoding', { ...binary, 'ce-subject': '100%' }, ''],
  ['a name that is no attribute', { ...binary, 'ce-not_one': 'x' }, ''],
  ['an escape sequence in an attribute', { ...binary, 'ce-type': '%1B%5B2J' }, ''],
  ['a C1 control character in an attribute', { ...binary, 'ce-subject': '%C2%9B2J' }, ''],
  ['a noncharacter in an attribute', { ...binary, 'ce-subject': '%EF%BF%BE' }, ''],
  ['structured mode with a new line in an attribute', structured, JSON.stringify({ ...attributes, subject: 'a\nb' })],
  ['structured mode with half a character', structured, JSON.stringify({ ...attributes, subject: 'a\uD83D' })],
  [
    'structured mode with a new line in datacontenttype',
    structured,
    JSON.stringify({ ...attributes, datacontenttype: 'a\nb' }),
  ],
  ['structured mode without JSON', structured, 'x'],
  ['structured mode without an object', structured, '[]'],
  ['structured mode without a source', structured, '{"specversion":"1.0","id":"1","type":"t"}'],
  ['structured mode with an object as an attribute', structured, JSON.stringify({ ...attributes, a: {} })],
])('refuses %s', (_case, headers, body) => {
  expect(readEvent(headers, bytes(body)).kind).toBe('invalid');
});
