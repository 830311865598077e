import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { seededBytes } from './seeded-bytes.ts';
import { tarOfOneFile } from './tar.ts';

export const IMAGE_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
export const IMAGE_INDEX = 'application/vnd.oci.image.index.v1+json';
const IMAGE_CONFIG = 'application/vnd.oci.image.config.v1+json';
const IMAGE_LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip';
const EMPTY_CONFIG = 'application/vnd.oci.empty.v1+json';

export type Descriptor = {
  mediaType: string;
  digest: string;
  size: number;
  artifactType?: string;
  platform?: { architecture: string; os: string };
};

export type Content = { descriptor: Descriptor; bytes: Uint8Array };

/** An image, or an artifact: a manifest with one config and any number of layers. */
export type Image = { kind: 'image'; manifest: Content; config: Content; layers: readonly Content[] };

export type ImageIndex = { kind: 'index'; manifest: Content; images: readonly Image[] };

export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

function contentOf(mediaType: string, bytes: Uint8Array): Content {
  return { descriptor: { mediaType, digest: digestOf(bytes), size: bytes.byteLength }, bytes };
}

function jsonContentOf(mediaType: string, value: unknown): Content {
  return contentOf(mediaType, Buffer.from(JSON.stringify(value)));
}

/** A runnable-looking image whose layers are gzipped tar files of seeded, incompressible content. */
export function buildImage(input: {
  seed: string;
  layerSizesBytes?: readonly number[];
  architecture?: 'amd64' | 'arm64';
}): Image {
  const architecture = input.architecture ?? 'amd64';
  const tars = (input.layerSizesBytes ?? [2000, 40_000, 700]).map((sizeBytes, position) =>
    tarOfOneFile(`layer-${position}.bin`, seededBytes(`${input.seed}/${architecture}/${position}`, sizeBytes)),
  );
  // Level 1: the content does not shrink, and a layer of 300 MB should not take half a minute.
  const layers = tars.map((tar) => contentOf(IMAGE_LAYER, gzipSync(tar, { level: 1 })));
  const config = jsonContentOf(IMAGE_CONFIG, {
    architecture,
    os: 'linux',
    config: { Labels: { seed: input.seed } },
    rootfs: { type: 'layers', diff_ids: tars.map((tar) => digestOf(tar)) },
    history: tars.map((_, position) => ({ created_by: `layer ${position}` })),
  });
  const manifest = jsonContentOf(IMAGE_MANIFEST, {
    schemaVersion: 2,
    mediaType: IMAGE_MANIFEST,
    config: config.descriptor,
    layers: layers.map((layer) => layer.descriptor),
  });
  return { kind: 'image', manifest, config, layers };
}

/** An index of an amd64 and an arm64 image. */
export function buildIndex(input: { seed: string }): ImageIndex {
  const images = (['amd64', 'arm64'] as const).map((architecture) =>
    buildImage({ seed: input.seed, architecture, layerSizesBytes: [1500, 9000] }),
  );
  const manifest = jsonContentOf(IMAGE_INDEX, {
    schemaVersion: 2,
    mediaType: IMAGE_INDEX,
    manifests: images.map((image, position) => ({
      ...image.manifest.descriptor,
      platform: { architecture: position === 0 ? 'amd64' : 'arm64', os: 'linux' },
    })),
  });
  return { kind: 'index', manifest, images };
}

/** An artifact that refers to `subject`, as an SBOM or a signature does. */
export function buildArtifact(input: { seed: string; subject: Descriptor; artifactType: string }): Image {
  const config = contentOf(EMPTY_CONFIG, Buffer.from('{}'));
  const layer = contentOf('text/plain', Buffer.from(`artifact ${input.seed}`));
  const { mediaType, digest, size } = input.subject;
  const manifest = jsonContentOf(IMAGE_MANIFEST, {
    schemaVersion: 2,
    mediaType: IMAGE_MANIFEST,
    artifactType: input.artifactType,
    config: config.descriptor,
    layers: [layer.descriptor],
    subject: { mediaType, digest, size },
  });
  return { kind: 'image', manifest, config, layers: [layer] };
}

/** The index that lists the referrers of `subject` under its fallback tag. */
export function buildFallbackIndex(referrers: readonly Image[], artifactType: string): Content {
  return jsonContentOf(IMAGE_INDEX, {
    schemaVersion: 2,
    mediaType: IMAGE_INDEX,
    manifests: referrers.map((referrer) => ({ ...referrer.manifest.descriptor, artifactType })),
  });
}

/** The tag under which a registry without a referrers API lists what refers to `digest`. */
export function fallbackTagOf(digest: string): string {
  return digest.replace(':', '-');
}

/** Everything that must be stored before, and including, the manifest: blobs first. */
export function contentsOf(item: Image | ImageIndex): Content[] {
  return item.kind === 'image'
    ? [...item.layers, item.config, item.manifest]
    : [...item.images.flatMap((image) => contentsOf(image)), item.manifest];
}
