import type { Credentials } from '../clients/registry-tool.ts';
import { buildImage, contentsOf, digestOf } from '../images/image.ts';
import type { Image } from '../images/image.ts';
import type { Stack } from '../system/stack-schema.ts';
import { waitForRecords } from './records.ts';
import { openRepository } from './registry-session.ts';
import type { RepositorySession } from './registry-session.ts';

/** Pulls the tag with every blob and compares each with what was pushed. */
export async function verifyPull(session: RepositorySession, image: Image, tag: string): Promise<void> {
  const manifest = await session.pullManifest(tag);
  if (manifest.status !== 200 || digestOf(manifest.bytes) !== image.manifest.descriptor.digest) {
    throw new Error(`The pull of ${session.repository}:${tag} answered ${manifest.status}.`);
  }
  for (const { descriptor } of contentsOf(image).slice(0, -1)) {
    const blob = await session.pullBlob(descriptor.digest);
    if (blob.status !== 200 || digestOf(blob.bytes) !== descriptor.digest) {
      throw new Error(`The pull of ${session.repository}@${descriptor.digest} answered ${blob.status}.`);
    }
  }
}

/** Logs in anew, pushes, pulls everything and finds the push in the audit record: the whole system at work. */
export async function makeRoundTrip(stack: Stack, repository: string, credentials: Credentials): Promise<void> {
  const session = openRepository(stack, repository, credentials);
  const image = buildImage({ seed: `round trip ${repository}`, layerSizesBytes: [700, 1100] });
  await session.push(image, 'v1');
  await verifyPull(session, image, 'v1');
  const { digest } = image.manifest.descriptor;
  await waitForRecords(stack, repository, [`manifest.pushed ${repository}@${digest} v1`]);
}
