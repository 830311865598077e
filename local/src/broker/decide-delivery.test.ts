import { describe, expect, test } from 'vitest';
import { decideDelivery, RETRIES, type Answer } from './decide-delivery.ts';

const answered = (status: number, body: 'empty' | 'event' | 'text' = 'empty'): Answer => ({
  kind: 'response',
  status,
  isEmpty: body === 'empty',
  isReplyEvent: body === 'event',
});

describe('the first attempt', () => {
  test.each([200, 201, 202, 204])('is a delivery when the answer is %i', (status) => {
    expect(decideDelivery(answered(status), 1)).toStrictEqual({ kind: 'delivered' });
  });

  test('is a delivery when the answer is an event', () => {
    expect(decideDelivery(answered(200, 'event'), 1)).toStrictEqual({ kind: 'delivered' });
  });

  test('is made again when a 2xx has a body that is no event', () => {
    expect(decideDelivery(answered(200, 'text'), 1)).toMatchObject({ kind: 'retry', delayMs: 200 });
  });

  test.each([404, 408, 409, 429, 500, 501, 502, 503, 504, 599])('is made again after %i', (status) => {
    expect(decideDelivery(answered(status), 1)).toStrictEqual({
      kind: 'retry',
      delayMs: 200,
      reason: `HTTP ${String(status)}`,
    });
  });

  test.each([300, 301, 304, 400, 401, 403, 405, 410, 413, 415, 422])(
    'makes a dead letter at once after %i',
    (status) => {
      expect(decideDelivery(answered(status), 1)).toStrictEqual({
        kind: 'dead-letter',
        reason: `HTTP ${String(status)}`,
      });
    },
  );

  test('is made again when nobody answered', () => {
    expect(decideDelivery({ kind: 'no-response', reason: 'no connection' }, 1)).toMatchObject({ kind: 'retry' });
  });
});

test('ten retries follow the first attempt, each after twice the pause of the one before, then a dead letter', () => {
  const decisions = Array.from({ length: RETRIES + 1 }, (_, index) => decideDelivery(answered(503), index + 1));

  const delays = decisions.flatMap((decision) => (decision.kind === 'retry' ? [decision.delayMs] : []));
  expect(delays).toStrictEqual([200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 51_200, 102_400]);
  expect(decisions.at(-1)).toStrictEqual({ kind: 'dead-letter', reason: 'HTTP 503' });
});
