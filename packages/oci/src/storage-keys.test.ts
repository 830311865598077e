import { expect, test } from 'vitest';
import { digest, repositoryName, storageKey, tag } from '../test/arbitraries.ts';
import * as fc from 'fast-check';
import { formatStorageKey } from './format-storage-key.ts';
import {
  BLOBS_PREFIX,
  isUploadId,
  layerLinkKey,
  layersPrefix,
  REPOSITORIES_PREFIX,
  repositoryPrefix,
  revisionLinkKey,
  revisionsPrefix,
  tagCurrentLinkKey,
  tagIndexLinkKey,
  tagPrefix,
  tagsPrefix,
  uploadDataKey,
  uploadPrefix,
  uploadsPrefix,
} from './storage-keys.ts';

test('every key lies under the prefix that lists it', () => {
  fc.assert(
    fc.property(storageKey, (key) => {
      const prefix = key.kind === 'blob-data' ? BLOBS_PREFIX : repositoryPrefix(key.repository);
      expect(formatStorageKey(key).startsWith(prefix)).toBe(true);
    }),
  );
  expect(REPOSITORIES_PREFIX).toBe('docker/registry/v2/repositories/');
});

test('the prefixes of a room hold its links', () => {
  fc.assert(
    fc.property(repositoryName, tag, digest, (repository, tag, digest) => {
      expect(layerLinkKey(repository, digest).startsWith(`${layersPrefix(repository)}sha`)).toBe(true);
      expect(revisionLinkKey(repository, digest).startsWith(`${revisionsPrefix(repository)}sha`)).toBe(true);
      expect(tagCurrentLinkKey(repository, tag)).toBe(`${tagPrefix(repository, tag)}current/link`);
      expect(tagIndexLinkKey(repository, tag, digest).startsWith(`${tagPrefix(repository, tag)}index/sha`)).toBe(true);
      expect(tagPrefix(repository, tag)).toBe(`${tagsPrefix(repository)}${tag}/`);
    }),
  );
});

test("an upload's prefix holds its keys", () => {
  const uploadId = '01a203fa-2976-71fa-9d9e-3444376113bc';
  fc.assert(
    fc.property(repositoryName, (repository) => {
      expect(isUploadId(uploadId) && uploadDataKey(repository, uploadId)).toBe(
        isUploadId(uploadId) && `${uploadPrefix(repository, uploadId)}data`,
      );
      expect(isUploadId(uploadId) && uploadPrefix(repository, uploadId)).toBe(
        `${uploadsPrefix(repository)}${uploadId}/`,
      );
    }),
  );
});
