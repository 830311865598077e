import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { digest } from '../test/arbitraries.ts';
import { artifact, child, dockerImage, layer, ociImage, ociIndex } from '../test/manifests.ts';
import { isDigest } from './digest.ts';
import { type Manifest, parseManifest } from './manifest.ts';

function digestsOf(manifest: Manifest): string[] {
  const children = manifest.kind === 'index' ? manifest.manifests : [manifest.config, ...manifest.layers];
  return [...children, ...(manifest.subject === undefined ? [] : [manifest.subject])].map(({ digest }) => digest);
}

test('no bytes make the parser throw, and every digest that it gives is one', () => {
  const json = fc.json().map((text) => new TextEncoder().encode(text));
  const mutated = fc
    .record({
      document: fc.constantFrom(ociImage, ociIndex, dockerImage, artifact),
      field: fc.constantFrom('mediaType', 'config', 'layers', 'manifests', 'subject', 'annotations', 'Config'),
      value: fc.oneof(fc.jsonValue(), fc.constantFrom<unknown>(child, [child], [layer, null])),
    })
    .map(({ document, field, value }) => JSON.stringify({ ...document, [field]: value }));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), json, mutated), (bytes) => {
      const parsed = parseManifest(bytes);
      expect(parsed.kind === 'invalid' || digestsOf(parsed.value).every(isDigest)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test('no layer is lost: an image gives every digest that it lists, in order', () => {
  fc.assert(
    fc.property(fc.array(digest, { maxLength: 20 }), (digests) => {
      const document = { ...ociImage, layers: digests.map((digest) => ({ ...layer, digest })) };
      const parsed = parseManifest(JSON.stringify(document));
      expect(parsed.kind === 'ok' && digestsOf(parsed.value)).toEqual([ociImage.config.digest, ...digests]);
    }),
  );
});
