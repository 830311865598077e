import { describe, expect, test } from 'vitest';
import {
  artifact,
  child,
  config,
  dockerImage,
  dockerManifestList,
  layer,
  ociImage,
  ociIndex,
} from '../test/manifests.ts';
import { MANIFEST_MAX_SIZE_BYTES, parseManifest } from './manifest.ts';
import { MEDIA_TYPES } from './media-types.ts';

function parse(document: unknown, mediaType?: string): ReturnType<typeof parseManifest> {
  return parseManifest(JSON.stringify(document), mediaType);
}

function without<T extends object>(document: T, ...fields: (keyof T)[]): object {
  return Object.fromEntries(Object.entries(document).filter(([name]) => !fields.some((field) => field === name)));
}

describe('parseManifest reads', () => {
  test.each([
    { what: 'an OCI image', document: ociImage, kind: 'image' },
    { what: 'a Docker image', document: dockerImage, kind: 'image' },
    { what: 'an OCI index', document: ociIndex, kind: 'index' },
    { what: 'a Docker manifest list', document: dockerManifestList, kind: 'index' },
    { what: 'an artifact with a subject', document: artifact, kind: 'artifact' },
  ])('$what', ({ document, kind }) => {
    const { schemaVersion, ...fields } = document;
    expect(schemaVersion).toBe(2);
    expect(parse(document)).toEqual({ kind: 'ok', value: { kind, ...fields } });
    expect(parse(document, document.mediaType)).toEqual(parse(document));
    expect(parseManifest(new TextEncoder().encode(JSON.stringify(document)))).toEqual(parse(document));
  });

  test.each([
    ['served', without(ociImage, 'mediaType'), MEDIA_TYPES.ociManifest, 'image', MEDIA_TYPES.ociManifest],
    ['not served either', without(ociImage, 'mediaType'), undefined, 'image', MEDIA_TYPES.ociManifest],
    ['served', without(ociIndex, 'mediaType'), MEDIA_TYPES.ociIndex, 'index', MEDIA_TYPES.ociIndex],
    ['not served either', without(ociIndex, 'mediaType'), undefined, 'index', MEDIA_TYPES.ociIndex],
    ['null', { ...ociIndex, mediaType: null }, undefined, 'index', MEDIA_TYPES.ociIndex],
  ])('a media type that is not stated but %s', (_, document, served, kind, mediaType) => {
    expect(parse(document, served)).toMatchObject({ kind: 'ok', value: { kind, mediaType } });
  });

  test('a served media type with parameters and in other case', () => {
    expect(parse(ociImage, 'Application/vnd.oci.image.manifest.v1+JSON; charset=utf-8').kind).toBe('ok');
  });

  test('lists that Go wrote as null, or left out, as empty', () => {
    expect(parse({ ...ociImage, layers: null })).toMatchObject({ value: { layers: [] } });
    expect(parse(without(ociImage, 'layers'))).toMatchObject({ value: { layers: [] } });
    expect(parse({ ...ociIndex, manifests: null })).toMatchObject({ value: { kind: 'index', manifests: [] } });
    expect(parse(without(ociIndex, 'manifests'))).toMatchObject({ value: { kind: 'index', manifests: [] } });
    expect(parse({ ...ociImage, manifests: null })).toMatchObject({ value: { kind: 'image' } });
    expect(parse({ ...ociIndex, layers: null, config: null })).toMatchObject({ value: { kind: 'index' } });
  });

  test('optional members that are null as absent', () => {
    const parsed = parse({ ...artifact, subject: null, annotations: null, artifactType: null });
    expect(parsed).toMatchObject({ value: { artifactType: MEDIA_TYPES.ociEmpty } });
    expect(parsed).not.toHaveProperty('value.subject.digest');
  });

  test('members that nobody here knows', () => {
    expect(parse({ ...ociImage, future: { a: [1] }, layers: [{ ...layer, future: 1 }] }).kind).toBe('ok');
  });

  test.each([
    ['its artifactType', { ...ociImage, artifactType: 'application/x' }, 'application/x'],
    [
      'the media type of its config, when that is no image',
      { ...ociImage, config: { ...config, mediaType: 'application/vnd.cncf.helm.config.v1+json' } },
      'application/vnd.cncf.helm.config.v1+json',
    ],
  ])('an artifact by %s', (_, document, artifactType) => {
    expect(parse(document)).toMatchObject({ value: { kind: 'artifact', artifactType } });
  });

  test('any Docker schema 2 manifest as an image, plugins too', () => {
    const plugin = { ...dockerImage, config: { ...config, mediaType: 'application/vnd.docker.plugin.v1+json' } };
    expect(parse(plugin)).toMatchObject({ value: { kind: 'image', mediaType: MEDIA_TYPES.dockerManifest } });
  });

  test('an index with artifactType, subject and annotations', () => {
    const fields = { artifactType: 'application/x', subject: child, annotations: { a: 'b' } };
    expect(parse({ ...ociIndex, ...fields })).toMatchObject({ value: { kind: 'index', ...fields } });
  });
});

describe('parseManifest refuses', () => {
  test.each([
    ['another media type than it was served as', ociImage, MEDIA_TYPES.dockerManifest, 'was given as'],
    ['an index served as an image', ociIndex, MEDIA_TYPES.ociManifest, 'was given as'],
    [
      'a media type that is no manifest',
      { ...ociImage, mediaType: MEDIA_TYPES.ociImageConfig },
      undefined,
      'is not the',
    ],
    ['being served as something else', without(ociImage, 'mediaType'), 'application/json', 'is not the'],
    ['schema 1', { schemaVersion: 1, name: 'a', tag: 'b', fsLayers: [] }, undefined, 'invalid at'],
    ['another schema version', { ...ociImage, schemaVersion: 1 }, undefined, '"schemaVersion"'],
    ['no schema version', without(ociImage, 'schemaVersion'), undefined, '"schemaVersion"'],
    ['a Docker image without its type', without(dockerImage, 'mediaType'), MEDIA_TYPES.dockerManifest, 'states'],
    ['a list without its type', without(dockerManifestList, 'mediaType'), MEDIA_TYPES.dockerManifestList, 'states'],
    ['an image that lists manifests', { ...ociImage, manifests: [] }, undefined, 'do not belong'],
    ['an index that has layers', { ...ociIndex, layers: [] }, undefined, 'do not belong'],
    ['an index that has a config', { ...ociIndex, config }, undefined, 'do not belong'],
    ['both, without a type', without({ ...ociImage, manifests: [child] }, 'mediaType'), undefined, 'do not belong'],
    ['no config', without(ociImage, 'config'), undefined, '"config"'],
    ['a bad digest', { ...ociImage, config: { ...config, digest: 'sha256:1' } }, undefined, '"config.digest"'],
    ['a negative size', { ...ociImage, config: { ...config, size: -1 } }, undefined, '"config.size"'],
    ['a size with a fraction', { ...ociImage, config: { ...config, size: 1.5 } }, undefined, '"config.size"'],
    ['a size that is no safe integer', { ...ociImage, config: { ...config, size: 2 ** 60 } }, undefined, 'size"'],
    ['no media type in a descriptor', { ...ociImage, layers: [without(layer, 'mediaType')] }, undefined, '"layers.0'],
    ['an empty media type', { ...ociImage, layers: [{ ...layer, mediaType: '' }] }, undefined, '"layers.0.mediaType"'],
    [
      'an endless media type',
      { ...ociImage, layers: [{ ...layer, mediaType: 'a'.repeat(256) }] },
      undefined,
      'layers.0',
    ],
    ['a layer that is no object', { ...ociImage, layers: [layer, null] }, undefined, '"layers.1"'],
    ['a bad child', { ...ociIndex, manifests: [{ ...child, digest: 7 }] }, undefined, '"manifests.0.digest"'],
    ['a bad subject', { ...artifact, subject: {} }, undefined, '"subject.'],
    ['annotations that are no strings', { ...artifact, annotations: { a: 1 } }, undefined, '"annotations.a"'],
    ['a media type that is no string', { ...ociImage, mediaType: 7 }, undefined, '"mediaType"'],
    ['a twin of a field in other case', { ...ociImage, Layers: [] }, undefined, 'in case alone'],
    ['a twin that folds by Unicode', { ...ociImage, layerſ: [] }, undefined, 'in case alone'],
    [
      'a twin in a descriptor',
      { ...ociImage, layers: [{ ...layer, Digest: child.digest }] },
      undefined,
      'in case alone',
    ],
    ['a list', [ociImage], undefined, 'invalid at ""'],
    ['null', null, undefined, 'invalid at ""'],
  ])('%s', (_, document, served, reason) => {
    expect(parse(document, served)).toMatchObject({ kind: 'invalid', reason: expect.stringContaining(reason) });
  });

  test.each([
    ['nothing', ''],
    ['half a document', '{"schemaVersion":2,'],
    ['a byte order mark', `\uFEFF${JSON.stringify(ociImage)}`],
    ['something after the document', `${JSON.stringify(ociImage)}x`],
    ['bytes that are no UTF-8', Buffer.from(JSON.stringify({ ...ociImage, annotations: { a: 'é' } }), 'latin1')],
  ])('%s', (_, bytes) => {
    expect(parseManifest(bytes)).toEqual({ kind: 'invalid', reason: 'The manifest is not JSON in UTF-8.' });
  });

  test('more than 4 MiB, counted in bytes', () => {
    expect(MANIFEST_MAX_SIZE_BYTES).toBe(4_194_304);
    const padding = MANIFEST_MAX_SIZE_BYTES - JSON.stringify({ ...ociImage, annotations: { a: '' } }).length;
    expect(parse({ ...ociImage, annotations: { a: 'a'.repeat(padding) } }).kind).toBe('ok');
    expect(parse({ ...ociImage, annotations: { a: `é${'a'.repeat(padding - 1)}` } })).toEqual({
      kind: 'invalid',
      reason: 'A manifest has at most 4194304 bytes, this one has 4194305.',
    });
  });
});
