import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { contentsOf, digestOf } from './image.ts';
import type { Image, ImageIndex } from './image.ts';

const indexSchema = z.object({ manifests: z.array(z.object({ digest: z.string() })) });
const manifestSchema = z.object({
  config: z.object({ digest: z.string() }).optional(),
  layers: z.array(z.object({ digest: z.string() })).default([]),
  manifests: z.array(z.object({ digest: z.string() })).default([]),
});

function blobPath(directory: string, digest: string): string {
  return path.join(directory, 'blobs', ...digest.split(':'));
}

/** Writes an OCI image layout with one entry, named by the tag. */
export async function writeOciLayout(directory: string, item: Image | ImageIndex, tag: string): Promise<void> {
  await mkdir(path.join(directory, 'blobs', 'sha256'), { recursive: true });
  await Promise.all(
    contentsOf(item).map(async (content) => {
      await writeFile(blobPath(directory, content.descriptor.digest), content.bytes);
    }),
  );
  const entry = { ...item.manifest.descriptor, annotations: { 'org.opencontainers.image.ref.name': tag } };
  await writeFile(path.join(directory, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
  await writeFile(path.join(directory, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [entry] }));
}

async function verifiedDigests(directory: string, digest: string, isManifest: boolean): Promise<string[]> {
  const bytes = await readFile(blobPath(directory, digest));
  if (digestOf(bytes) !== digest) {
    throw new Error(`The layout's blob ${digest} has the content of ${digestOf(bytes)}.`);
  }
  if (!isManifest) {
    return [digest];
  }
  const manifest = manifestSchema.parse(JSON.parse(bytes.toString('utf8')));
  const blobs = [...(manifest.config === undefined ? [] : [manifest.config]), ...manifest.layers];
  const below = await Promise.all([
    ...blobs.map(async (blob) => await verifiedDigests(directory, blob.digest, false)),
    ...manifest.manifests.map(async (child) => await verifiedDigests(directory, child.digest, true)),
  ]);
  return [digest, ...below.flat()];
}

/**
 * The sorted digests of everything that the layout's entry `root` reaches, each checked against its content.
 * A layout may list more entries than the root: oras lists the children of an index as well.
 */
export async function readOciLayout(directory: string, root: string): Promise<string[]> {
  const index = indexSchema.parse(JSON.parse(await readFile(path.join(directory, 'index.json'), 'utf8')));
  if (!index.manifests.some((entry) => entry.digest === root)) {
    throw new Error(`The layout at ${directory} does not list ${root}: ${JSON.stringify(index)}`);
  }
  return [...new Set(await verifiedDigests(directory, root, true))].toSorted();
}

/** The sorted digests that `readOciLayout` must find after a faithful copy. */
export function digestsOf(item: Image | ImageIndex): string[] {
  return [...new Set(contentsOf(item).map((content) => content.descriptor.digest))].toSorted();
}
