import { type Digest, type DigestAlgorithm, splitDigest } from './digest.ts';
import type { Branded } from './branded.ts';
import type { RepositoryName } from './repository-name.ts';
import type { Tag } from './tag.ts';

/** Id of an upload session: a UUID, version 7 in Distribution v3. */
export type UploadId = Branded<'upload-id'>;

/** What every key begins with, after the storage driver's `rootdirectory` if there is one. */
export const STORAGE_ROOT = 'docker/registry/v2/';

/** Prefix of all blob data. */
export const BLOBS_PREFIX: string = `${STORAGE_ROOT}blobs/`;

/** Prefix of all repositories. */
export const REPOSITORIES_PREFIX: string = `${STORAGE_ROOT}repositories/`;

const UPLOAD_ID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** Whether a text is the id of an upload session. */
export function isUploadId(text: string): text is UploadId {
  return UPLOAD_ID.test(text);
}

function digestPath(digest: Digest): string {
  const { algorithm, hex } = splitDigest(digest);
  return `${algorithm}/${hex}`;
}

/** Key of the bytes of a layer, config or manifest. */
export function blobDataKey(digest: Digest): string {
  const { algorithm, hex } = splitDigest(digest);
  return `${BLOBS_PREFIX}${algorithm}/${hex.slice(0, 2)}/${hex}/data`;
}

/** Prefix of a repository's keys, and of those of the repositories nested in it. */
export function repositoryPrefix(repository: RepositoryName): string {
  return `${REPOSITORIES_PREFIX}${repository}/`;
}

/** Prefix of a repository's layer links. */
export function layersPrefix(repository: RepositoryName): string {
  return `${repositoryPrefix(repository)}_layers/`;
}

/** Prefix of a repository's manifest revisions. */
export function revisionsPrefix(repository: RepositoryName): string {
  return `${repositoryPrefix(repository)}_manifests/revisions/`;
}

/** Prefix of a repository's tags. */
export function tagsPrefix(repository: RepositoryName): string {
  return `${repositoryPrefix(repository)}_manifests/tags/`;
}

/** Prefix of one tag's links, current and past. */
export function tagPrefix(repository: RepositoryName, tag: Tag): string {
  return `${tagsPrefix(repository)}${tag}/`;
}

/** Prefix of a repository's upload sessions. */
export function uploadsPrefix(repository: RepositoryName): string {
  return `${repositoryPrefix(repository)}_uploads/`;
}

/** Prefix of one upload session. */
export function uploadPrefix(repository: RepositoryName, uploadId: UploadId): string {
  return `${uploadsPrefix(repository)}${uploadId}/`;
}

/** Key of the link that lets a repository serve a blob. */
export function layerLinkKey(repository: RepositoryName, digest: Digest): string {
  return `${layersPrefix(repository)}${digestPath(digest)}/link`;
}

/** Key of the link that lets a repository serve a manifest. */
export function revisionLinkKey(repository: RepositoryName, digest: Digest): string {
  return `${revisionsPrefix(repository)}${digestPath(digest)}/link`;
}

/** Key of the link to the manifest that a tag names now. */
export function tagCurrentLinkKey(repository: RepositoryName, tag: Tag): string {
  return `${tagPrefix(repository, tag)}current/link`;
}

/** Key of the link to a manifest that a tag names or has named. */
export function tagIndexLinkKey(repository: RepositoryName, tag: Tag, digest: Digest): string {
  return `${tagPrefix(repository, tag)}index/${digestPath(digest)}/link`;
}

/** Key of an upload's start time. */
export function uploadStartedAtKey(repository: RepositoryName, uploadId: UploadId): string {
  return `${uploadPrefix(repository, uploadId)}startedat`;
}

/** Key of an upload's bytes. */
export function uploadDataKey(repository: RepositoryName, uploadId: UploadId): string {
  return `${uploadPrefix(repository, uploadId)}data`;
}

/** Key of the state of an upload's hash after `offsetBytes` bytes. */
export function uploadHashStateKey(
  repository: RepositoryName,
  uploadId: UploadId,
  algorithm: DigestAlgorithm,
  offsetBytes: number,
): string {
  return `${uploadPrefix(repository, uploadId)}hashstates/${algorithm}/${offsetBytes}`;
}
