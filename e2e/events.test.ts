import { describe, expect, inject, test } from 'vitest';
import { createAccount } from './http/admin-api.ts';
import { EVENT_CASES } from './http/event-cases.ts';
import { summaryOf, waitForRecords } from './http/records.ts';
import { openRepository } from './http/registry-session.ts';
import { buildImage } from './images/image.ts';
import { siteOf } from './system/stack-schema.ts';

const stack = inject('stack');
const site = siteOf(stack);

describe('the audit record has exactly the events of', () => {
  test.each(EVENT_CASES)('$title', async ({ perform }) => {
    const account = await createAccount(stack);
    const session = openRepository(stack, `${account.username}/app`, account);
    const expected = await perform(session, openRepository(stack, `${account.username}/other`, account));
    // The registry sends in order: when the fence has arrived, whatever was done before it has been sent.
    const fence = buildImage({ seed: 'fence', layerSizesBytes: [] });
    await session.push(fence, 'fence');
    const fenceEvents = [
      `blob.pushed ${session.repository}@${fence.config.descriptor.digest}`,
      `manifest.pushed ${session.repository}@${fence.manifest.descriptor.digest} fence`,
    ];

    const events = await waitForRecords(stack, session.repository, [...expected, ...fenceEvents]);
    expect(events.map((event) => summaryOf(event)).toSorted()).toEqual([...expected, ...fenceEvents].toSorted());
    expect(new Set(events.map((event) => event.id)).size).toBe(events.length);
    for (const event of events) {
      expect(event).toMatchObject({ actor: account.username, site: site.name, repository: session.repository });
    }
  });
});
