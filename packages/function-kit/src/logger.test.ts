import { expect, test } from 'vitest';

import { createLogger } from './logger.ts';

function recorder(): { lines: unknown[]; write: (line: string) => void } {
  const lines: unknown[] = [];
  return { lines, write: (line) => lines.push(JSON.parse(line)) };
}

test('a line is one JSON object with level, time, function and message', () => {
  const destination = recorder();
  createLogger({ name: 'token', logLevel: 'info', destination }).info({ account: 'alice' }, 'hello');
  expect(destination.lines).toEqual([
    {
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      function: 'token',
      account: 'alice',
      msg: 'hello',
    },
  ]);
});

test('lower levels are left out', () => {
  const destination = recorder();
  createLogger({ logLevel: 'warn', destination }).info('hello');
  expect(destination.lines).toEqual([]);
});

test('secrets are masked in fields, in a child and in text', () => {
  const destination = recorder();
  const child = createLogger({ logLevel: 'info', destination }).child({ token: 'abc', requestId: '1' });
  child.info({ headers: { authorization: 'Basic abc' } }, 'asked https://x.example/?token=abc with Bearer abc');
  expect(destination.lines).toMatchObject([
    {
      token: '***',
      requestId: '1',
      headers: { authorization: '***' },
      msg: 'asked https://x.example/?*** with Bearer ***',
    },
  ]);
});

test('an error is written with its type, stack and cause', () => {
  const destination = recorder();
  const error = new RangeError('outer', { cause: new TypeError('inner') });
  createLogger({ logLevel: 'info', destination }).error({ err: error }, 'failed');
  expect(destination.lines).toMatchObject([
    {
      err: { type: 'RangeError', message: 'outer', stack: error.stack, cause: { type: 'TypeError', message: 'inner' } },
    },
  ]);
});

test('an error alone is written in the same way', () => {
  const destination = recorder();
  createLogger({ logLevel: 'info', destination }).error(new RangeError('alone'));
  expect(destination.lines).toMatchObject([{ err: { type: 'RangeError', message: 'alone' }, msg: 'alone' }]);
});
