import { parseEnvironment } from '@wharfinger/function-kit';
import { expect, test } from 'vitest';
import * as z from 'zod';

import { completeWithSink, eventConfigFrom, eventEnvironment } from './event-environment.ts';

const schema = z.object({ ...eventEnvironment, OTHER: z.string().optional() }).check(completeWithSink);
const COMPLETE = {
  K_SINK: 'http://broker/ingress',
  WHARFINGER_SITE: 'local',
  WHARFINGER_EVENT_SECRET: 'the-new-event-secret,the-old-event-secret',
};

test('a sink, a site and a secret say where events go to, the first secret being the one that signs', () => {
  const read = parseEnvironment(schema, COMPLETE);
  const config = eventConfigFrom(read.kind === 'ok' ? read.value : {});
  expect([config?.sinkUrl.href, config?.site, config?.eventSecret.reveal()]).toEqual([
    'http://broker/ingress',
    'local',
    'the-new-event-secret',
  ]);
  expect(JSON.stringify(config)).not.toContain('event-secret');
});

test('without a sink nobody is told, whatever else there is', () => {
  const read = parseEnvironment(schema, { ...COMPLETE, K_SINK: undefined });
  expect(read.kind === 'ok' && eventConfigFrom(read.value)).toBeNull();
});

test.each([
  [['WHARFINGER_SITE'], { WHARFINGER_SITE: undefined }],
  [['WHARFINGER_EVENT_SECRET'], { WHARFINGER_EVENT_SECRET: undefined }],
  [['WHARFINGER_SITE', 'WHARFINGER_EVENT_SECRET'], { WHARFINGER_SITE: undefined, WHARFINGER_EVENT_SECRET: undefined }],
  [['WHARFINGER_SITE'], { WHARFINGER_SITE: '../policy' }],
  [['K_SINK'], { K_SINK: 'broker' }],
])('with a sink everything else is asked for at once: %s', (names, change) => {
  const read = parseEnvironment(schema, { ...COMPLETE, ...change });
  expect(read.kind === 'invalid' && read.problems.map(({ variable }) => variable)).toEqual(names);
});
