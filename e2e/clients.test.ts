import { describe, expect, inject, test } from 'vitest';
import { EVERY_ARTIFACT_TOOL, EVERY_TOOL } from './clients/every-tool.ts';
import { withTool } from './clients/with-tool.ts';
import { openRepository } from './http/registry-session.ts';
import { summaryOf, waitForRecords } from './http/records.ts';
import { buildArtifact, buildImage, buildIndex, fallbackTagOf } from './images/image.ts';
import { digestsOf, readOciLayout } from './images/oci-layout.ts';

const stack = inject('stack');
const SBOM = 'application/vnd.example.sbom.v1';

describe.each(EVERY_TOOL)('$name', ({ name, createTool }) => {
  test('pulls an image of several layers as it pushed it, bit for bit', async () => {
    await withTool(stack, createTool, async ({ tool, account, host, pathOf, push }) => {
      const image = buildImage({ seed: `${name} layers` });
      const repository = `${account.username}/app`;
      await push(image, repository, 'v1');

      expect(await tool.resolve(`${host}/${repository}:v1`)).toBe(image.manifest.descriptor.digest);
      await tool.pull(`${host}/${repository}:v1`, pathOf('pulled'));
      const digests = await readOciLayout(pathOf('pulled'), image.manifest.descriptor.digest);
      expect(digests).toEqual(digestsOf(image));
    });
  });

  test('pulls a multi-platform index as it pushed it, with all its images', async () => {
    await withTool(stack, createTool, async ({ tool, account, host, pathOf, push }) => {
      const index = buildIndex({ seed: `${name} index` });
      const repository = `${account.username}/multi`;
      await push(index, repository, 'v1');

      expect(await tool.resolve(`${host}/${repository}:v1`)).toBe(index.manifest.descriptor.digest);
      await tool.pull(`${host}/${repository}:v1`, pathOf('pulled'));
      const digests = await readOciLayout(pathOf('pulled'), index.manifest.descriptor.digest);
      expect(digests).toEqual(digestsOf(index));
    });
  });

  test('lists exactly the tags of a repository', async () => {
    await withTool(stack, createTool, async ({ tool, account, host, push }) => {
      const repository = `${account.username}/tags`;
      const image = buildImage({ seed: `${name} tags`, layerSizesBytes: [300] });
      for (const tag of ['v1', 'v1-rc', 'v1.2', 'latest']) {
        await push(image, repository, tag);
      }
      const tags = await tool.listTags(`${host}/${repository}`);
      expect(tags.toSorted()).toEqual(['latest', 'v1', 'v1-rc', 'v1.2']);
    });
  });

  test('copies to another repository by mounting the layers, without uploading them', async () => {
    await withTool(stack, createTool, async ({ tool, account, host, push }) => {
      const [from, to] = [`${account.username}/source`, `${account.username}/target`];
      const image = buildImage({ seed: `${name} mount` });
      await push(image, from, 'v1');
      await tool.copy(`${host}/${from}:v1`, `${host}/${to}:v2`);

      expect(await tool.resolve(`${host}/${to}:v2`)).toBe(image.manifest.descriptor.digest);
      const mounts = image.layers.map((layer) => `blob.mounted ${to}@${layer.descriptor.digest}`);
      const events = await waitForRecords(stack, to, [
        ...mounts,
        `manifest.pushed ${to}@${image.manifest.descriptor.digest} v2`,
      ]);
      const summaries = events.map((event) => summaryOf(event));
      for (const layer of image.layers) {
        expect(summaries).not.toContain(`blob.pushed ${to}@${layer.descriptor.digest}`);
      }
    });
  });

  test('deletes by digest: the manifest and its tag are gone, other manifests stay', async () => {
    await withTool(stack, createTool, async ({ tool, account, host, push }) => {
      const repository = `${account.username}/delete-digest`;
      const [goes, stays] = [buildImage({ seed: `${name} goes` }), buildImage({ seed: `${name} stays` })];
      await push(goes, repository, 'goes');
      await push(stays, repository, 'stays');
      await tool.deleteReference(`${host}/${repository}@${goes.manifest.descriptor.digest}`);

      const session = openRepository(stack, repository, account);
      expect((await session.pullManifest(goes.manifest.descriptor.digest)).status).toBe(404);
      expect((await session.pullManifest('goes')).status).toBe(404);
      expect(await tool.listTags(`${host}/${repository}`)).toEqual(['stays']);
      expect(await tool.resolve(`${host}/${repository}:stays`)).toBe(stays.manifest.descriptor.digest);
      await waitForRecords(stack, repository, [`manifest.deleted ${repository}@${goes.manifest.descriptor.digest}`]);
    });
  });

  test('deletes by tag: the tag no longer resolves, other manifests stay', async () => {
    await withTool(stack, createTool, async ({ tool, account, host, push }) => {
      const repository = `${account.username}/delete-tag`;
      const [goes, stays] = [buildImage({ seed: `${name} tag goes` }), buildImage({ seed: `${name} tag stays` })];
      await push(goes, repository, 'goes');
      await push(stays, repository, 'stays');
      await tool.deleteReference(`${host}/${repository}:goes`);

      const session = openRepository(stack, repository, account);
      expect((await session.pullManifest('goes')).status).toBe(404);
      const byDigest = await session.pullManifest(goes.manifest.descriptor.digest);
      expect(byDigest.status).toBe(tool.deletesTagOnly ? 200 : 404);
      expect(await tool.listTags(`${host}/${repository}`)).toEqual(['stays']);
      await waitForRecords(stack, repository, [`tag.deleted ${repository}:goes goes`]);
    });
  });

  test('pulls an artifact with a subject as it pushed it, bit for bit', async () => {
    await withTool(stack, createTool, async ({ tool, account, host, pathOf, push }) => {
      const repository = `${account.username}/artifact`;
      const image = buildImage({ seed: `${name} subject` });
      const artifact = buildArtifact({ seed: name, subject: image.manifest.descriptor, artifactType: SBOM });
      await push(image, repository, 'v1');
      await push(artifact, repository, 'v1-sbom');

      await tool.pull(`${host}/${repository}:v1-sbom`, pathOf('pulled'));
      const digests = await readOciLayout(pathOf('pulled'), artifact.manifest.descriptor.digest);
      expect(digests).toEqual(expect.arrayContaining(digestsOf(artifact)));
    });
  });
});

describe.each(EVERY_ARTIFACT_TOOL)('$name', ({ name, createTool }) => {
  test('attaches an artifact to an image and lists it by the fallback tag', async () => {
    await withTool(stack, createTool, async ({ tool, account, host, push }) => {
      const repository = `${account.username}/attach`;
      const image = buildImage({ seed: `${name} attach` });
      await push(image, repository, 'v1');
      await tool.attach(`${host}/${repository}:v1`, SBOM, 'the contents');

      const referrers = await tool.listReferrers(`${host}/${repository}:v1`);
      expect(referrers.map((referrer) => referrer.artifactType)).toEqual([SBOM]);
      const fallbackTag = fallbackTagOf(image.manifest.descriptor.digest);
      expect(await tool.listTags(`${host}/${repository}`)).toContain(fallbackTag);
      const artifact = await openRepository(stack, repository, account).pullManifest(referrers[0]?.digest ?? '');
      expect(JSON.parse(Buffer.from(artifact.bytes).toString('utf8'))).toMatchObject({
        artifactType: SBOM,
        subject: { digest: image.manifest.descriptor.digest },
      });
    });
  });
});
