import { describe, expect, test } from 'vitest';
import { readCorpus } from '../test/read-corpus.ts';
import { formatStorageKey } from './format-storage-key.ts';
import { parseStorageKey } from './parse-storage-key.ts';

const HEX = '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';
const SHA512 = 'cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce'.repeat(2);
const UPLOAD = '01a203fa-2976-71fa-9d9e-3444376113bc';

describe('parseStorageKey', () => {
  test.each(readCorpus('storage-key-valid'))('reads %s, which the registry wrote, and writes it again', (key) => {
    const parsed = parseStorageKey(key);
    expect(parsed.kind === 'invalid' ? parsed : formatStorageKey(parsed)).toBe(key);
  });

  test.each(readCorpus('storage-key-invalid'))('refuses %j', (key) => {
    expect(parseStorageKey(key)).toMatchObject({ kind: 'invalid', reason: expect.stringContaining('storage layout') });
  });

  test.each([
    [`blobs/sha256/44/${HEX}/data`, { kind: 'blob-data', digest: `sha256:${HEX}` }],
    [`blobs/sha512/cf/${SHA512}/data`, { kind: 'blob-data', digest: `sha512:${SHA512}` }],
    [
      `repositories/a/_layers/sha512/${SHA512}/link`,
      { kind: 'layer-link', repository: 'a', digest: `sha512:${SHA512}` },
    ],
    [
      `repositories/a/b/_manifests/revisions/sha256/${HEX}/link`,
      { kind: 'revision-link', repository: 'a/b', digest: `sha256:${HEX}` },
    ],
    [`repositories/a/b/_manifests/tags/V1/current/link`, { kind: 'tag-current-link', repository: 'a/b', tag: 'V1' }],
    [
      `repositories/a/b/_manifests/tags/index/index/sha256/${HEX}/link`,
      { kind: 'tag-index-link', repository: 'a/b', tag: 'index', digest: `sha256:${HEX}` },
    ],
    [`repositories/blobs/_uploads/${UPLOAD}/data`, { kind: 'upload-data', repository: 'blobs', uploadId: UPLOAD }],
    [`repositories/a/_uploads/${UPLOAD}/startedat`, { kind: 'upload-started-at', repository: 'a', uploadId: UPLOAD }],
    [
      `repositories/a/_uploads/${UPLOAD}/hashstates/sha512/100000`,
      { kind: 'upload-hash-state', repository: 'a', uploadId: UPLOAD, algorithm: 'sha512', offsetBytes: 100_000 },
    ],
  ])('says what %s is', (path, parsed) => {
    expect(parseStorageKey(`docker/registry/v2/${path}`)).toEqual(parsed);
  });
});
