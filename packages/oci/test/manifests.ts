import { MEDIA_TYPES } from '../src/media-types.ts';

type TestDescriptor = { mediaType: string; digest: string; size: number; platform?: Record<string, string> };
type TestManifest = { schemaVersion: number; mediaType: string };
type TestImage = TestManifest & { config: TestDescriptor; layers: TestDescriptor[] };
type TestIndex = TestManifest & { manifests: TestDescriptor[] };
type TestArtifact = TestImage & { artifactType: string; subject: TestDescriptor; annotations: Record<string, string> };

const EMPTY_DIGEST = 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';

export const layer: TestDescriptor = {
  mediaType: MEDIA_TYPES.ociLayerTarGzip,
  digest: `sha256:${'1'.repeat(64)}`,
  size: 109,
};
export const config: TestDescriptor = {
  mediaType: MEDIA_TYPES.ociImageConfig,
  digest: `sha256:${'2'.repeat(64)}`,
  size: 237,
};
export const child: TestDescriptor = {
  mediaType: MEDIA_TYPES.ociManifest,
  digest: `sha256:${'3'.repeat(64)}`,
  size: 555,
};
const empty: TestDescriptor = { mediaType: MEDIA_TYPES.ociEmpty, digest: EMPTY_DIGEST, size: 2 };

export const ociImage: TestImage = { schemaVersion: 2, mediaType: MEDIA_TYPES.ociManifest, config, layers: [layer] };

export const dockerImage: TestImage = {
  schemaVersion: 2,
  mediaType: MEDIA_TYPES.dockerManifest,
  config: { ...config, mediaType: MEDIA_TYPES.dockerImageConfig },
  layers: [{ ...layer, mediaType: MEDIA_TYPES.dockerLayerTarGzip }],
};

export const ociIndex: TestIndex = {
  schemaVersion: 2,
  mediaType: MEDIA_TYPES.ociIndex,
  manifests: [{ ...child, platform: { architecture: 'arm64', os: 'linux', variant: 'v8' } }],
};

export const dockerManifestList: TestIndex = {
  schemaVersion: 2,
  mediaType: MEDIA_TYPES.dockerManifestList,
  manifests: [{ ...child, mediaType: MEDIA_TYPES.dockerManifest, platform: { architecture: 'amd64', os: 'linux' } }],
};

export const artifact: TestArtifact = {
  schemaVersion: 2,
  mediaType: MEDIA_TYPES.ociManifest,
  artifactType: 'application/spdx+json',
  config: empty,
  layers: [{ ...layer, mediaType: 'application/spdx+json' }],
  subject: child,
  annotations: { 'org.opencontainers.image.created': '2026-11-22T15:53:30Z' },
};
