/** Media types of the image specification v1.1 and of Docker's schema 2. */
export const MEDIA_TYPES = {
  ociManifest: 'application/vnd.oci.image.manifest.v1+json',
  ociIndex: 'application/vnd.oci.image.index.v1+json',
  ociImageConfig: 'application/vnd.oci.image.config.v1+json',
  ociLayerTar: 'application/vnd.oci.image.layer.v1.tar',
  ociLayerTarGzip: 'application/vnd.oci.image.layer.v1.tar+gzip',
  ociLayerTarZstd: 'application/vnd.oci.image.layer.v1.tar+zstd',
  ociEmpty: 'application/vnd.oci.empty.v1+json',
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
  dockerManifestList: 'application/vnd.docker.distribution.manifest.list.v2+json',
  dockerImageConfig: 'application/vnd.docker.container.image.v1+json',
  dockerLayerTarGzip: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
  dockerForeignLayerTarGzip: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
} as const;

export type ImageMediaType = typeof MEDIA_TYPES.ociManifest | typeof MEDIA_TYPES.dockerManifest;
export type IndexMediaType = typeof MEDIA_TYPES.ociIndex | typeof MEDIA_TYPES.dockerManifestList;

/** Whether a media type is that of a manifest with a config and layers. */
export function isImageMediaType(mediaType: string): mediaType is ImageMediaType {
  return mediaType === MEDIA_TYPES.ociManifest || mediaType === MEDIA_TYPES.dockerManifest;
}

/** Whether a media type is that of an index or a manifest list. */
export function isIndexMediaType(mediaType: string): mediaType is IndexMediaType {
  return mediaType === MEDIA_TYPES.ociIndex || mediaType === MEDIA_TYPES.dockerManifestList;
}

/** Whether a media type is that of any manifest, an index included. */
export function isManifestMediaType(mediaType: string): mediaType is ImageMediaType | IndexMediaType {
  return isImageMediaType(mediaType) || isIndexMediaType(mediaType);
}

/** Whether a media type is one of Docker's two manifests, which always state it. */
export function isDockerMediaType(mediaType: string): boolean {
  return mediaType === MEDIA_TYPES.dockerManifest || mediaType === MEDIA_TYPES.dockerManifestList;
}

/** Whether a media type is that of the configuration of a container image. */
export function isImageConfigMediaType(mediaType: string): boolean {
  return mediaType === MEDIA_TYPES.ociImageConfig || mediaType === MEDIA_TYPES.dockerImageConfig;
}
