import * as fc from 'fast-check';
import { type Digest, isDigest } from '../src/digest.ts';
import type { StorageKey } from '../src/parse-storage-key.ts';
import { isRepositoryName, type RepositoryName } from '../src/repository-name.ts';
import { isUploadId, type UploadId } from '../src/storage-keys.ts';
import { isTag, type Tag } from '../src/tag.ts';

function guarded<T extends string>(texts: fc.Arbitrary<string>, guard: (text: string) => text is T): fc.Arbitrary<T> {
  return texts.filter(guard);
}

const component = fc.stringMatching(/^[a-z0-9]{1,5}(?:(?:\.|_|__|-{1,3})[a-z0-9]{1,4}){0,2}$/);

export const repositoryName: fc.Arbitrary<RepositoryName> = guarded(
  fc.array(component, { minLength: 1, maxLength: 5 }).map((components) => components.join('/')),
  isRepositoryName,
);

export const tag: fc.Arbitrary<Tag> = guarded(fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/), isTag);

export const digest: fc.Arbitrary<Digest> = guarded(
  fc.stringMatching(/^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/),
  isDigest,
);

const uploadId: fc.Arbitrary<UploadId> = guarded(fc.uuid(), isUploadId);

export const storageKey: fc.Arbitrary<StorageKey> = fc.oneof(
  fc.record({ kind: fc.constant('blob-data'), digest }),
  fc.record({ kind: fc.constant('layer-link'), repository: repositoryName, digest }),
  fc.record({ kind: fc.constant('revision-link'), repository: repositoryName, digest }),
  fc.record({ kind: fc.constant('tag-current-link'), repository: repositoryName, tag }),
  fc.record({ kind: fc.constant('tag-index-link'), repository: repositoryName, tag, digest }),
  fc.record({ kind: fc.constant('upload-started-at'), repository: repositoryName, uploadId }),
  fc.record({ kind: fc.constant('upload-data'), repository: repositoryName, uploadId }),
  fc.record({
    kind: fc.constant('upload-hash-state'),
    repository: repositoryName,
    uploadId,
    algorithm: fc.constantFrom('sha256', 'sha512'),
    offsetBytes: fc.nat({ max: 10 ** 12 }),
  }),
);
