import { beforeAll, describe, expect, inject, test } from 'vitest';
import { eventually } from './eventually.ts';
import { createAccount } from './http/admin-api.ts';
import { fetchDirtyRepositories } from './http/dirty-repositories.ts';
import type { DirtyRepository } from './http/dirty-repositories.ts';
import { EVENT_CASES } from './http/event-cases.ts';
import { fetchRecords, summaryOf, waitForRecords } from './http/records.ts';
import type { RecordedEvent } from './http/records.ts';
import { openRepository } from './http/registry-session.ts';
import type { RepositorySession } from './http/registry-session.ts';
import { EVENT_FORGERIES, sendEvent } from './http/send-event.ts';
import { buildImage } from './images/image.ts';
import { siteOf } from './system/stack-schema.ts';

const stack = inject('stack');
const site = siteOf(stack);

/**
 * The registry sends in order: when the fence's events have arrived, whatever was done before has been sent.
 * Gives the fence's own events.
 */
async function pushFence(session: RepositorySession): Promise<string[]> {
  const fence = buildImage({ seed: 'fence', layerSizesBytes: [] });
  await session.push(fence, 'fence');
  return [
    `blob.pushed ${session.repository}@${fence.config.descriptor.digest}`,
    `manifest.pushed ${session.repository}@${fence.manifest.descriptor.digest} fence`,
  ];
}

describe('the audit record has exactly the events of', () => {
  test.each(EVENT_CASES)('$title', async ({ perform }) => {
    const account = await createAccount(stack);
    const session = openRepository(stack, `${account.username}/app`, account);
    const performed = await perform(session, openRepository(stack, `${account.username}/other`, account));
    const expected = [...performed, ...(await pushFence(session))].toSorted();

    const events = await waitForRecords(stack, session.repository, expected);
    expect(events.map((event) => summaryOf(event)).toSorted()).toEqual(expected);
    expect(new Set(events.map((event) => event.id)).size).toBe(events.length);
    for (const event of events) {
      expect(event).toMatchObject({ actor: account.username, site: site.name, repository: session.repository });
    }
  });
});

describe('the audit record', () => {
  test('names nobody for an anonymous pull', async () => {
    const account = await createAccount(stack);
    const repository = `public/${account.username}/app`;
    const image = buildImage({ seed: 'anonymous pull' });
    await openRepository(stack, repository, account).push(image, 'v1');
    expect((await openRepository(stack, repository).pullManifest('v1')).status).toBe(200);

    const pull = `manifest.pulled ${repository}@${image.manifest.descriptor.digest} v1`;
    const events = await waitForRecords(stack, repository, [pull]);
    expect(events.find((event) => summaryOf(event) === pull)?.actor).toBeUndefined();
  });

  test('lists the newest first, page by page', async () => {
    const account = await createAccount(stack);
    const session = openRepository(stack, `${account.username}/pages`, account);
    const image = buildImage({ seed: 'pages', layerSizesBytes: [100] });
    await session.push(image, 'v0');
    for (let position = 1; position < 8; position += 1) {
      await session.pushManifest(image.manifest, `v${position}`);
    }
    await waitForRecords(stack, session.repository, [
      `manifest.pushed ${session.repository}@${image.manifest.descriptor.digest} v7`,
    ]);
    const events = await eventually('all ten events are recorded', async () => {
      const found = await fetchRecords(stack, session.repository, 3);
      return found.length === 10 ? found : undefined;
    });
    const tags = events.flatMap((event) => (event.tag === undefined ? [] : [event.tag]));
    expect(tags).toEqual(['v7', 'v6', 'v5', 'v4', 'v3', 'v2', 'v1', 'v0']);
  });
});

async function findDirtyMark(repository: string): Promise<DirtyRepository | undefined> {
  return (await fetchDirtyRepositories(stack)).find((mark) => mark.repository === repository);
}

async function waitForDirtyMark(repository: string, eventId: string | undefined): Promise<DirtyRepository> {
  return await eventually(`${repository} is marked dirty with the event ${eventId}`, async () => {
    const mark = await findDirtyMark(repository);
    return mark?.lastEventId === eventId ? mark : undefined;
  });
}

describe('garbage collection', () => {
  test('lists a changed repository as dirty, with its last change', async () => {
    const account = await createAccount(stack);
    const session = openRepository(stack, `${account.username}/dirty`, account);
    const image = buildImage({ seed: 'dirty' });
    await session.push(image, 'v1');
    await session.pullManifest('v1');
    const push = `manifest.pushed ${session.repository}@${image.manifest.descriptor.digest} v1`;
    const events = await waitForRecords(stack, session.repository, [push]);
    const lastChange = events.find((event) => summaryOf(event) === push);
    const mark = await waitForDirtyMark(session.repository, lastChange?.id);
    expect(Date.parse(mark.since)).toBeLessThanOrEqual(Date.parse(lastChange?.time ?? ''));
  });
});

describe('of an event that comes from somewhere else', () => {
  const genuine: RecordedEvent[] = [];
  const theGenuine = (): RecordedEvent => {
    const [event] = genuine;
    if (event === undefined) {
      throw new Error('There is no genuine event.');
    }
    return event;
  };

  beforeAll(async () => {
    const account = await createAccount(stack);
    const session = openRepository(stack, `${account.username}/genuine`, account);
    await session.push(buildImage({ seed: 'genuine' }), 'v1');
    const fence = await pushFence(session);
    const events = await waitForRecords(stack, session.repository, fence);
    genuine.push(...events.filter((event) => event.tag === 'v1'));
    await waitForDirtyMark(session.repository, events.find((event) => event.tag === 'fence')?.id);
  });

  test.each([
    { consumer: 'audit', url: site.audit },
    { consumer: 'gc', url: site.gc },
  ])('$consumer takes the very event that the system signed, and keeps nothing twice', async ({ url }) => {
    const event = theGenuine();
    const before = await fetchRecords(stack, event.repository);
    expect(await sendEvent(url, event)).toBe(204);
    expect(await fetchRecords(stack, event.repository)).toEqual(before);
  });

  test.each(EVENT_FORGERIES)('audit and gc refuse one $title, and keep nothing of it', async ({ forge }) => {
    const repository = `forged/${theGenuine().repository}`;
    const forged = forge(theGenuine(), repository);
    const records = await fetchRecords(stack, theGenuine().repository);
    const mark = await findDirtyMark(theGenuine().repository);
    expect(await sendEvent(site.audit, forged)).toBe(400);
    expect(await sendEvent(site.gc, forged)).toBe(400);

    expect(await fetchRecords(stack, theGenuine().repository)).toEqual(records);
    expect(await fetchRecords(stack, repository)).toEqual([]);
    expect(await findDirtyMark(theGenuine().repository)).toEqual(mark);
    expect(await findDirtyMark(repository)).toBeUndefined();
  });
});
