import { beforeEach, describe, expect, test } from 'vitest';

import type { PutOptions, PutResult } from '../src/index.ts';
import {
  bucketUnderTest,
  bytes,
  errorXml,
  OBJECT,
  PUT_OBJECT,
  s3,
  useStrictNock,
  WRITE_ID_HEADER,
} from './s3-answers.ts';

useStrictNock();

const CREATE: PutOptions = { ifNoneMatch: '*' };
const REPLACE: PutOptions = { ifMatch: 'e1' };
const LOST = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
const NOT_SENT = Object.assign(new Error('connect refused'), { code: 'ECONNREFUSED' });

type Answer = number | 'lost' | 'not sent' | 'stored';
type Current = 'ours' | 'missing' | { etag: string } | number;

const writeIds: string[] = [];
beforeEach(() => {
  writeIds.length = 0;
});

function answerPut(answer: Answer, code: string = 'InternalError'): void {
  const put = s3()
    .put(PUT_OBJECT)
    .matchHeader(WRITE_ID_HEADER, (value) => {
      return writeIds.push(String(value)) > 0;
    });
  if (answer === 'lost') put.replyWithError(LOST);
  else if (answer === 'not sent') put.replyWithError(NOT_SENT);
  else if (answer === 'stored') put.reply(200, '', { etag: '"e2"' });
  else put.reply(answer, errorXml(code));
}

function answerGet(current: Current): void {
  const get = s3().get(OBJECT);
  if (current === 'ours') get.reply(() => [200, 'x', { etag: '"e2"', [WRITE_ID_HEADER]: String(writeIds.at(-1)) }]);
  else if (current === 'missing') get.reply(404, errorXml('NoSuchKey'));
  else if (typeof current === 'number') get.reply(current, errorXml('InternalError'));
  else get.reply(200, 'theirs', { etag: `"${current.etag}"`, [WRITE_ID_HEADER]: 'another' });
}

async function put(options: PutOptions): Promise<PutResult> {
  return bucketUnderTest().put('key', bytes('x'), options);
}

const STORED = { kind: 'stored', etag: 'e2' };
const THEIRS = { etag: 'e9' };
const HOLDING = { etag: 'e1' };

test('a condition goes out as the header, ifMatch without quotes', async () => {
  s3().put(PUT_OBJECT).matchHeader('if-none-match', '*').reply(200, '', { etag: '"e1"' });
  s3().put(PUT_OBJECT).matchHeader('if-match', 'e1').reply(200, '', { etag: '"e2"' });
  expect(await put(CREATE)).toEqual({ kind: 'stored', etag: 'e1' });
  expect(await put(REPLACE)).toEqual({ kind: 'stored', etag: 'e2' });
});

describe('conflict: the store said no, and the condition does not hold', () => {
  test.each([
    ['create', 412, 'PreconditionFailed', CREATE, THEIRS],
    ['create', 500, 'InternalError', CREATE, THEIRS],
    ['create', 503, 'SlowDown', CREATE, THEIRS],
    ['create', 409, 'ConditionalRequestConflict', CREATE, THEIRS],
    ['replace', 412, 'PreconditionFailed', REPLACE, THEIRS],
    ['replace', 500, 'UnknownError', REPLACE, THEIRS],
    ['replace', 409, 'ConditionalRequestConflict', REPLACE, THEIRS],
    ['replace', 404, 'NoSuchKey', REPLACE, 'missing'],
    ['replace', 412, 'PreconditionFailed', REPLACE, 'missing'],
  ] as const)('%s answered with %i %s', async (_, status, code, options, current) => {
    answerPut(status, code);
    answerGet(current);
    expect(await put(options)).toEqual({ kind: 'conflict' });
  });
});

describe('stored: the write is there under its own id', () => {
  test.each([
    ['create', 'lost', CREATE],
    ['create', 500, CREATE],
    ['create', 504, CREATE],
    ['replace', 'lost', REPLACE],
    ['replace', 502, REPLACE],
  ] as const)('%s answered with %s', async (_, answer, options) => {
    answerPut(answer);
    answerGet('ours');
    expect(await put(options)).toEqual(STORED);
  });

  test('an attempt that arrived late makes the next one fail, and counts', async () => {
    answerPut('lost');
    answerGet('missing');
    answerPut(412, 'PreconditionFailed');
    answerGet('ours');
    expect(await put(CREATE)).toEqual(STORED);
    expect(writeIds).toHaveLength(2);
    expect(new Set(writeIds).size).toBe(1);
  });
});

describe('tried again: the condition still holds', () => {
  test.each([
    ['create', 412, CREATE, 'missing'],
    ['create', 500, CREATE, 'missing'],
    ['create', 409, CREATE, 'missing'],
    ['create', 'lost', CREATE, 'missing'],
    ['create', 'not sent', CREATE, 'missing'],
    ['replace', 412, REPLACE, HOLDING],
    ['replace', 500, REPLACE, HOLDING],
    ['replace', 'lost', REPLACE, HOLDING],
  ] as const)('%s answered with %s', async (_, answer, options, current) => {
    answerPut(answer);
    answerGet(current);
    answerPut('stored');
    expect(await put(options)).toEqual(STORED);
  });
});

describe('a fault: it was not done, and nothing says conflict', () => {
  test.each([
    ['the store keeps failing', 'ERR_STORE_UNAVAILABLE', 500, CREATE, 'missing'],
    ['the store is not there', 'ERR_STORE_UNAVAILABLE', 'not sent', CREATE, 'missing'],
    ['409 for ever', 'ERR_STORE_UNAVAILABLE', 409, REPLACE, HOLDING],
    ['a condition that holds is refused', 'ERR_STORE_UNSUPPORTED', 412, CREATE, 'missing'],
    ['a condition that holds is refused', 'ERR_STORE_UNSUPPORTED', 412, REPLACE, HOLDING],
    ['every answer is lost', 'ERR_STORE_OUTCOME_UNKNOWN', 'lost', CREATE, 'missing'],
  ] as const)('%s: %s', async (_, code, answer, options, current) => {
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      answerPut(answer);
      answerGet(current);
    }
    await expect(put(options)).rejects.toMatchObject({ code, key: 'key' });
  });

  test.each([
    ['ERR_STORE_REFUSED', 403, 'AccessDenied'],
    ['ERR_STORE_REFUSED', 404, 'NoSuchBucket'],
    ['ERR_STORE_UNSUPPORTED', 501, 'NotImplemented'],
  ] as const)('%s at once for %i %s', async (code, status, name) => {
    answerPut(status, name);
    await expect(put(CREATE)).rejects.toMatchObject({ code, key: 'key' });
  });

  test.each(['lost', 502, 504] as const)(
    'answered with %s, and by now another one wrote: ours may have been applied before',
    async (answer) => {
      answerPut(answer);
      answerGet(THEIRS);
      await expect(put(CREATE)).rejects.toMatchObject({ code: 'ERR_STORE_OUTCOME_UNKNOWN' });
    },
  );

  test('a lost answer stays open, though a later attempt is plainly refused', async () => {
    answerPut('lost');
    answerGet(HOLDING);
    answerPut(412, 'PreconditionFailed');
    answerGet(THEIRS);
    await expect(put(REPLACE)).rejects.toMatchObject({ code: 'ERR_STORE_OUTCOME_UNKNOWN' });
  });

  test('refused, and the store does not tell by whom', async () => {
    answerPut(412, 'PreconditionFailed');
    for (let attempt = 1; attempt <= 3; attempt += 1) answerGet(500);
    await expect(put(CREATE)).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
  });

  test('a lost answer, and the store does not tell what became of it', async () => {
    answerPut('lost');
    for (let attempt = 1; attempt <= 3; attempt += 1) answerGet(500);
    await expect(put(CREATE)).rejects.toMatchObject({ code: 'ERR_STORE_OUTCOME_UNKNOWN' });
  });
});
