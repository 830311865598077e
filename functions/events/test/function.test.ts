import { readdirSync, readFileSync } from 'node:fs';

import { isRegistryEvent, parseHttpMessage, type RegistryEvent, verifyEvent } from '@wharfinger/events';
import nock from 'nock';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { EVENT_SECRET, type RunningEvents, SINK_URL, startEvents } from './start-events.ts';

const FIXTURES = new URL('../../../packages/events/test/fixtures/notifications/', import.meta.url);
const sinkUrl = new URL(SINK_URL);

function readBody(name: string): { events: Record<string, unknown>[] } {
  const { body }: { body: { events: Record<string, unknown>[] } } = JSON.parse(
    readFileSync(new URL(name, FIXTURES), 'utf8'),
  );
  return body;
}

const pushes = [1, 2, 3, 4].flatMap((number) => readBody(`push-image.${number}.json`).events);
const unmappable = { id: '0192', timestamp: '2026-11-22T15:57:25.99Z', action: 'eat', target: { repository: 't/img' } };

let events: RunningEvents;
let delivered: RegistryEvent[];

/** The sink answers the next posts with these statuses, in order. */
function sinkAnswers(...statuses: number[]): void {
  for (const status of statuses) {
    nock(sinkUrl.origin)
      .post(sinkUrl.pathname)
      .reply(async (request: Request) => {
        const bytes = new Uint8Array(await request.arrayBuffer());
        const event = parseHttpMessage(Object.fromEntries(request.headers), bytes);
        if (event.kind === 'invalid' || !isRegistryEvent(event.value)) return [400];
        if (!verifyEvent(event.value, EVENT_SECRET)) return [400];
        if (status < 300) delivered.push(event.value);
        return [status];
      });
  }
}

beforeAll(() => {
  nock.disableNetConnect();
  nock.enableNetConnect('127.0.0.1');
});

afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

beforeEach(async () => {
  delivered = [];
  events = await startEvents();
});

afterEach(async () => {
  await events.stop();
  const pending = nock.pendingMocks();
  nock.cleanAll();
  if (pending.length > 0) throw new Error(`The sink was not asked for ${pending.join(', ')}`);
});

describe('POST /notifications', () => {
  const recorded = readdirSync(FIXTURES).filter((name) => !name.endsWith('.none.json'));

  test.each(recorded)('%s reaches the sink as one signed event, and is answered 204 without a body', async (name) => {
    sinkAnswers(202);
    const body = readBody(name);
    const response = await events.post(body);
    expect([response.status, await response.text()]).toEqual([204, '']);
    expect(delivered.map(({ id }) => id)).toEqual(body.events.map(({ id }) => id));
    expect(events.bucket.contents()).toEqual({});
  });

  test('the events of one envelope arrive in their order', async () => {
    sinkAnswers(202, 200, 204, 202);
    const response = await events.post({ events: pushes });
    expect(response.status).toBe(204);
    expect(delivered.map(({ id }) => id)).toEqual(pushes.map(({ id }) => id));
  });

  test('an envelope without events is done', async () => {
    expect((await events.post({ events: [] })).status).toBe(204);
  });

  test.each([
    ['application/vnd.docker.distribution.events.v1+json', 204],
    ['Application/vnd.docker.distribution.events.v2+json; charset=utf-8', 204],
    ['application/vnd.docker.distribution.events.v3+json', 415],
    ['application/json', 415],
    ['application/cloudevents+json', 415],
  ])('content type %s is answered %i', async (contentType, status) => {
    expect((await events.post({ events: [] }, { 'content-type': contentType })).status).toBe(status);
  });

  test.each([
    ['none', ''],
    ['a wrong one', 'Bearer not-the-secret-of-this-test'],
  ])("without the registry's secret (%s) it is 401 and nothing is delivered", async (_title, authorization) => {
    const response = await events.post({ events: pushes }, { authorization });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(events.bucket.contents()).toEqual({});
  });
});

describe('when the sink does not take an event', () => {
  test.each([500, 502, 503, 504, 404, 401, 403, 408, 409, 429, 302])(
    'a %i is answered 503 with Retry-After, and later events wait',
    async (status) => {
      sinkAnswers(202, status);
      const response = await events.post({ events: pushes });
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
      expect(delivered.map(({ id }) => id)).toEqual([pushes[0]?.['id']]);
      expect(events.bucket.contents()).toEqual({});
    },
  );

  test('a retry of the whole envelope delivers the same events with the same signatures', async () => {
    sinkAnswers(202, 503);
    await events.post({ events: pushes });
    const [first] = delivered;
    delivered = [];
    sinkAnswers(202, 202, 202, 202);
    expect((await events.post({ events: pushes })).status).toBe(204);
    expect(delivered).toHaveLength(4);
    expect(delivered[0]).toEqual(first);
  });

  test('a sink that is down is answered 503', async () => {
    nock(sinkUrl.origin).post(sinkUrl.pathname).times(2).replyWithError(new Error('refused'));
    const response = await events.post({ events: pushes });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
  });

  test('a connection that the sink closed meanwhile is tried once more', async () => {
    nock(sinkUrl.origin).post(sinkUrl.pathname).replyWithError(new Error('other side closed'));
    sinkAnswers(202);
    expect((await events.post(readBody('delete-tag.json'))).status).toBe(204);
    expect(delivered).toHaveLength(1);
  });

  test.each([400, 413, 415, 422, 431])('a %i puts the event in quarantine and the next go on', async (status) => {
    sinkAnswers(202, status, 202, 202);
    expect((await events.post({ events: pushes })).status).toBe(204);
    expect(delivered.map(({ id }) => id)).toEqual([0, 2, 3].map((index) => pushes[index]?.['id']));
    const [[key, document] = []] = Object.entries(events.bucket.contents());
    expect(key).toMatch(/^events\/quarantine\/local\/20261122T155725Z-[0-9a-f]{64}\.json$/);
    const kept = JSON.parse(document ?? '');
    expect(kept).toEqual({
      schema: 1,
      quarantinedAt: '2026-11-22T16:00:00.000Z',
      site: 'local',
      registry: 'registry.local',
      reason: `the sink answered ${status}`,
      content: JSON.stringify(pushes[1]),
    });
  });
});

describe('what cannot become an event', () => {
  test.each([
    ['an unknown action', { events: [unmappable] }, /^events\/quarantine\/local\/20261122T155725Z-/],
    ['a broken notification', { events: [{ id: 7 }] }, /^events\/quarantine\/local\/undated-/],
    ['no notification', { events: [null] }, /^events\/quarantine\/local\/undated-/],
    ['no envelope', { happenings: [] }, /^events\/quarantine\/local\/undated-/],
    ['no JSON', '{"events":[', /^events\/quarantine\/local\/undated-/],
    ['no body', '', /^events\/quarantine\/local\/undated-/],
  ])('%s is kept in quarantine and answered 204', async (_title, body, key) => {
    expect((await events.post(body)).status).toBe(204);
    expect(Object.keys(events.bucket.contents())).toEqual([expect.stringMatching(key)]);
  });

  test('what surrounds it is delivered, and a retry keeps it only once', async () => {
    const body = { events: [pushes[0], unmappable, { broken: true }, pushes[1]] };
    sinkAnswers(202, 202, 202, 202);
    expect((await events.post(body)).status).toBe(204);
    expect((await events.post(body)).status).toBe(204);
    expect(delivered.map(({ id }) => id)).toEqual([0, 1, 0, 1].map((index) => pushes[index]?.['id']));
    expect(Object.keys(events.bucket.contents())).toHaveLength(2);
  });

  test('when the store is down too it is 503, so that the registry keeps it', async () => {
    events.bucket.failNext(1);
    const response = await events.post({ events: [unmappable] });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
    expect((await events.post({ events: [unmappable] })).status).toBe(204);
    expect(Object.keys(events.bucket.contents())).toHaveLength(1);
  });

  test('a notification longer than the longest manifest is taken', async () => {
    const annotations = { text: 'x'.repeat(5 * 1024 * 1024) };
    expect((await events.post({ events: [{ ...unmappable, annotations }] })).status).toBe(204);
  });

  test('no secret is in a log line', async () => {
    sinkAnswers(202, 400);
    await events.post({ events: [pushes[0], pushes[1], unmappable] });
    expect(events.lines.join('')).toContain('quarantine');
    expect(events.lines.join('')).not.toMatch(/fixed-(caller|event)-secret/);
  });
});

describe('GET /readyz', () => {
  test('is 200 when the sink answers anything and the store can be read', async () => {
    nock(sinkUrl.origin).head(sinkUrl.pathname).reply(405);
    expect((await fetch(`${events.url}/readyz`)).status).toBe(200);
  });

  test.each([
    ['the sink is down', true, false, ['the sink']],
    ['the store is down', false, true, ['the control store']],
    ['both are down', true, true, ['the sink', 'the control store']],
  ])('when %s it is 503 and names it', async (_title, isSinkDown, isStoreDown, missing) => {
    nock(sinkUrl.origin)
      .head(sinkUrl.pathname)
      .reply(isSinkDown ? 503 : 202);
    if (isStoreDown) events.bucket.failNext(1);
    const response = await fetch(`${events.url}/readyz`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ missing });
  });

  test('a sink that refuses connections is named', async () => {
    nock(sinkUrl.origin).head(sinkUrl.pathname).replyWithError(new Error('refused'));
    expect(await (await fetch(`${events.url}/readyz`)).json()).toMatchObject({ missing: ['the sink'] });
  });
});
