export type { Branded } from './branded.ts';
export type { Descriptor, Platform } from './descriptor.ts';
export { type Digest, type DigestAlgorithm, isDigest, parseDigest, splitDigest } from './digest.ts';
export { formatStorageKey } from './format-storage-key.ts';
export {
  type ArtifactManifest,
  type ImageManifest,
  type IndexManifest,
  MANIFEST_MAX_SIZE_BYTES,
  type Manifest,
  parseManifest,
} from './manifest.ts';
export {
  type ImageMediaType,
  type IndexMediaType,
  isDockerMediaType,
  isImageConfigMediaType,
  isImageMediaType,
  isIndexMediaType,
  isManifestMediaType,
  MEDIA_TYPES,
} from './media-types.ts';
export type { Parsed } from './parsed.ts';
export { parseStorageKey, type StorageKey } from './parse-storage-key.ts';
export { quoteText } from './quote-text.ts';
export { parseReference, type Reference } from './reference.ts';
export {
  type ErrorEnvelope,
  errorEnvelope,
  REGISTRY_ERROR_CODES,
  type RegistryError,
  type RegistryErrorCode,
} from './registry-error.ts';
export {
  isRepositoryName,
  parseRepositoryName,
  REPOSITORY_NAME_MAX_LENGTH,
  type RepositoryName,
} from './repository-name.ts';
export {
  BLOBS_PREFIX,
  blobDataKey,
  isUploadId,
  layerLinkKey,
  layersPrefix,
  REPOSITORIES_PREFIX,
  repositoryPrefix,
  revisionLinkKey,
  revisionsPrefix,
  STORAGE_ROOT,
  tagCurrentLinkKey,
  tagIndexLinkKey,
  tagPrefix,
  tagsPrefix,
  uploadDataKey,
  uploadHashStateKey,
  type UploadId,
  uploadPrefix,
  uploadsPrefix,
  uploadStartedAtKey,
} from './storage-keys.ts';
export { isTag, parseTag, type Tag } from './tag.ts';
