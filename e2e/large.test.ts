import { expect, inject, test } from 'vitest';
import { createCrane } from './clients/crane.ts';
import { createSkopeo } from './clients/skopeo.ts';
import { withTool } from './clients/with-tool.ts';
import { openRepository } from './http/registry-session.ts';
import { summaryOf, waitForRecords } from './http/records.ts';
import { buildImage } from './images/image.ts';
import { digestsOf, readOciLayout, writeOciLayout } from './images/oci-layout.ts';

const stack = inject('stack');
const MEBIBYTE = 1024 * 1024;

test('a layer of 300 MB comes back as it was pushed', async () => {
  await withTool(stack, createSkopeo, async ({ tool, account, host, pathOf, push }) => {
    const repository = `${account.username}/large`;
    const image = buildImage({ seed: 'large', layerSizesBytes: [300 * MEBIBYTE, 1000] });
    await push(image, repository, 'v1');
    await tool.pull(`${host}/${repository}:v1`, pathOf('pulled'));
    const digests = await readOciLayout(pathOf('pulled'), image.manifest.descriptor.digest);
    expect(digests).toEqual(digestsOf(image));
  });
}, 240_000);

test('of twenty pushes at once all succeed, all pull, and each is recorded once', async () => {
  await withTool(stack, createCrane, async ({ tool, account, host, pathOf }) => {
    const repository = `${account.username}/parallel`;
    const pushes = Array.from({ length: 20 }, (_, position) => ({
      tag: `v${position}`,
      layout: pathOf(`parallel-${position}`),
      image: buildImage({ seed: `parallel ${position}`, layerSizesBytes: [200_000, 1_000_000] }),
    }));
    await Promise.all(pushes.map(async ({ layout, image, tag }) => await writeOciLayout(layout, image, tag)));
    await Promise.all(
      pushes.map(async ({ layout, tag }) => await tool.push(layout, tag, `${host}/${repository}:${tag}`)),
    );

    const session = openRepository(stack, repository, account);
    for (const { image, tag } of pushes) {
      const answer = await session.pullManifest(tag);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('docker-content-digest')).toBe(image.manifest.descriptor.digest);
    }
    const pushed = pushes.map(
      ({ image, tag }) => `manifest.pushed ${repository}@${image.manifest.descriptor.digest} ${tag}`,
    );
    const events = await waitForRecords(stack, repository, pushed, 60_000);
    const recorded = events.map((event) => summaryOf(event)).filter((summary) => summary.startsWith('manifest.pushed'));
    expect(recorded.toSorted()).toEqual(pushed.toSorted());
  });
});
