import domain from 'node:domain';
import { once } from 'node:events';

import { expect, test } from 'vitest';

import { serveSample } from '../test/serve-sample.ts';
import { avoidDomains } from './avoid-domains.ts';
import { json } from './responses.ts';

const inDomain = (): boolean => Boolean(Reflect.get(process, 'domain'));

test('a function runs in no domain, at once and later', async () => {
  const { send } = await serveSample({
    routes: [
      {
        method: 'GET',
        path: '/domain',
        handler: async () => {
          const atOnce = inDomain();
          await once(AbortSignal.timeout(1), 'abort');
          return json(200, { atOnce, later: inDomain() });
        },
      },
    ],
  });
  expect((await send('/domain')).body).toEqual({ atOnce: false, later: false });
});

test('what the framework does with its domain runs the function, and changes nothing else', () => {
  avoidDomains();
  const made = domain.create();
  made.on('error', () => {});
  let ran = 0;
  made.run(() => {
    ran += 1;
  });
  expect(ran).toBe(1);
  expect(() =>
    made.run(() => {
      throw new Error('inner');
    }),
  ).toThrow('inner');
});
