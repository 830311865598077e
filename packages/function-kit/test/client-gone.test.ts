import { expect, test } from 'vitest';

import { json } from '../src/index.ts';
import { serveSample } from './serve-sample.ts';

test('the signal of a request aborts when its client goes away', async () => {
  const started = Promise.withResolvers<void>();
  const aborted = Promise.withResolvers<void>();
  const { send, lines } = await serveSample({
    routes: [
      {
        method: 'GET',
        path: '/waits',
        handler: async ({ signal }) => {
          signal.addEventListener('abort', () => aborted.resolve());
          started.resolve();
          await aborted.promise;
          throw new Error('nobody listens');
        },
      },
    ],
  });
  const client = new AbortController();
  const sent = send('/waits', { signal: client.signal });
  await started.promise;
  client.abort();
  await expect(sent).rejects.toThrow('abort');
  await aborted.promise;
  await Promise.resolve();
  expect(lines[0]).toMatchObject({ msg: 'request', aborted: true, path: '/waits' });
  expect(lines.filter((line) => line['level'] === 'error')).toEqual([]);
});

test('the signal of a request stays quiet when it was answered', async () => {
  let signal: AbortSignal | undefined;
  const { send } = await serveSample({
    routes: [
      {
        method: 'GET',
        path: '/',
        handler: (request) => {
          signal = request.signal;
          return json(200, {});
        },
      },
    ],
  });
  await send('/');
  await send('/');
  expect(signal?.aborted).toBe(false);
});
