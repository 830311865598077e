import { type Digest, type DigestAlgorithm, isDigest } from './digest.ts';
import { quoteText } from './quote-text.ts';
import { isRepositoryName, type RepositoryName } from './repository-name.ts';
import { isUploadId, REPOSITORIES_PREFIX, STORAGE_ROOT, type UploadId } from './storage-keys.ts';
import { isTag, type Tag } from './tag.ts';

/** An object of the registry's bucket, by what its key says. */
export type StorageKey =
  | { kind: 'blob-data'; digest: Digest }
  | { kind: 'layer-link'; repository: RepositoryName; digest: Digest }
  | { kind: 'revision-link'; repository: RepositoryName; digest: Digest }
  | { kind: 'tag-current-link'; repository: RepositoryName; tag: Tag }
  | { kind: 'tag-index-link'; repository: RepositoryName; tag: Tag; digest: Digest }
  | { kind: 'upload-started-at'; repository: RepositoryName; uploadId: UploadId }
  | { kind: 'upload-data'; repository: RepositoryName; uploadId: UploadId }
  | {
      kind: 'upload-hash-state';
      repository: RepositoryName;
      uploadId: UploadId;
      algorithm: DigestAlgorithm;
      offsetBytes: number;
    };

type Groups = Readonly<Record<string, string | undefined>>;

const BLOB = /^blobs\/(?<algorithm>sha256|sha512)\/(?<shard>[0-9a-f]{2})\/(?<hex>[0-9a-f]+)\/data$/;
// No component of a repository's name begins with `_`, so the first such segment ends the name.
const REPOSITORY = /^(?<name>[^_/][^/]*(?:\/[^_/][^/]*)*)\/(?<room>_layers|_manifests|_uploads)\/(?<rest>.+)$/;
const LINK = /^(?<algorithm>sha256|sha512)\/(?<hex>[0-9a-f]+)\/link$/;
const REVISION = /^revisions\/(?<link>.+)$/;
const TAG_CURRENT = /^tags\/(?<tag>[^/]+)\/current\/link$/;
const TAG_INDEX = /^tags\/(?<tag>[^/]+)\/index\/(?<link>.+)$/;
const UPLOAD =
  /^(?<id>[^/]+)\/(?<what>startedat|data|hashstates\/(?<algorithm>sha256|sha512)\/(?<offset>0|[1-9][0-9]{0,14}))$/;

function groupsOf(pattern: RegExp, text: string): Groups | undefined {
  return pattern.exec(text)?.groups;
}

function digestOf(groups: Groups | undefined): Digest | undefined {
  const digest = `${groups?.['algorithm'] ?? ''}:${groups?.['hex'] ?? ''}`;
  return isDigest(digest) ? digest : undefined;
}

function linkDigest(path: string | undefined): Digest | undefined {
  return digestOf(groupsOf(LINK, path ?? ''));
}

function parseBlobKey(path: string): StorageKey | undefined {
  const groups = groupsOf(BLOB, path);
  const digest = digestOf(groups);
  const isInItsShard = groups?.['hex']?.slice(0, 2) === groups?.['shard'];
  return digest !== undefined && isInItsShard ? { kind: 'blob-data', digest } : undefined;
}

function parseLayerKey(repository: RepositoryName, rest: string): StorageKey | undefined {
  const digest = linkDigest(rest);
  return digest === undefined ? undefined : { kind: 'layer-link', repository, digest };
}

function parseManifestKey(repository: RepositoryName, rest: string): StorageKey | undefined {
  const revision = linkDigest(groupsOf(REVISION, rest)?.['link']);
  if (revision !== undefined) {
    return { kind: 'revision-link', repository, digest: revision };
  }
  const current = groupsOf(TAG_CURRENT, rest)?.['tag'];
  if (current !== undefined && isTag(current)) {
    return { kind: 'tag-current-link', repository, tag: current };
  }
  const index = groupsOf(TAG_INDEX, rest);
  const tag = index?.['tag'] ?? '';
  const digest = linkDigest(index?.['link']);
  return digest !== undefined && isTag(tag) ? { kind: 'tag-index-link', repository, tag, digest } : undefined;
}

function parseUploadKey(repository: RepositoryName, rest: string): StorageKey | undefined {
  const groups = groupsOf(UPLOAD, rest);
  const uploadId = groups?.['id'] ?? '';
  if (!isUploadId(uploadId)) {
    return undefined;
  }
  if (groups?.['what'] === 'startedat') {
    return { kind: 'upload-started-at', repository, uploadId };
  }
  if (groups?.['what'] === 'data') {
    return { kind: 'upload-data', repository, uploadId };
  }
  const algorithm = groups?.['algorithm'] === 'sha256' ? 'sha256' : 'sha512';
  return { kind: 'upload-hash-state', repository, uploadId, algorithm, offsetBytes: Number(groups?.['offset']) };
}

const ROOMS: Readonly<Record<string, (repository: RepositoryName, rest: string) => StorageKey | undefined>> = {
  _layers: parseLayerKey,
  _manifests: parseManifestKey,
  _uploads: parseUploadKey,
};

function parseRepositoryKey(path: string): StorageKey | undefined {
  const groups = groupsOf(REPOSITORY, path);
  const name = groups?.['name'] ?? '';
  return isRepositoryName(name) ? ROOMS[groups?.['room'] ?? '']?.(name, groups?.['rest'] ?? '') : undefined;
}

/**
 * Tells what an object of the registry's bucket is. Leave alone what is invalid, and conclude nothing from it: the
 * registry itself takes more than {@link RepositoryName} (`Team/app`, and 255 characters after the first component).
 *
 * @param key - with {@link STORAGE_ROOT}, without the storage driver's `rootdirectory`
 */
export function parseStorageKey(key: string): StorageKey | { kind: 'invalid'; reason: string } {
  const parsed = key.startsWith(REPOSITORIES_PREFIX)
    ? parseRepositoryKey(key.slice(REPOSITORIES_PREFIX.length))
    : key.startsWith(STORAGE_ROOT) && parseBlobKey(key.slice(STORAGE_ROOT.length));
  return parsed || { kind: 'invalid', reason: `${quoteText(key)} is not a key of the registry's storage layout.` };
}
