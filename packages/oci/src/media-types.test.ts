import { expect, test } from 'vitest';
import {
  isDockerMediaType,
  isImageConfigMediaType,
  isImageMediaType,
  isIndexMediaType,
  isManifestMediaType,
  MEDIA_TYPES,
} from './media-types.ts';

const families = [
  { name: 'ociManifest', image: true, index: false, docker: false },
  { name: 'dockerManifest', image: true, index: false, docker: true },
  { name: 'ociIndex', image: false, index: true, docker: false },
  { name: 'dockerManifestList', image: false, index: true, docker: true },
  { name: 'ociLayerTarGzip', image: false, index: false, docker: false },
] as const;

test.each(families)('$name is of the right families', ({ name, image, index, docker }) => {
  const mediaType = MEDIA_TYPES[name];
  expect(isImageMediaType(mediaType)).toBe(image);
  expect(isIndexMediaType(mediaType)).toBe(index);
  expect(isManifestMediaType(mediaType)).toBe(image || index);
  expect(isDockerMediaType(mediaType)).toBe(docker);
});

test('the configurations of both image formats make an image, the empty descriptor does not', () => {
  expect(isImageConfigMediaType(MEDIA_TYPES.ociImageConfig)).toBe(true);
  expect(isImageConfigMediaType(MEDIA_TYPES.dockerImageConfig)).toBe(true);
  expect(isImageConfigMediaType(MEDIA_TYPES.ociEmpty)).toBe(false);
});
