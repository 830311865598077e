import * as z from 'zod';
import { absentWhenNull, annotationsSchema, type Descriptor, descriptorSchema, mediaTypeSchema } from './descriptor.ts';
import { createFoldedFieldCheck } from './folded-field-check.ts';
import {
  type ImageMediaType,
  type IndexMediaType,
  isImageConfigMediaType,
  isIndexMediaType,
  isDockerMediaType,
  isManifestMediaType,
  MEDIA_TYPES,
} from './media-types.ts';
import type { Parsed } from './parsed.ts';
import { quoteText } from './quote-text.ts';

/** Largest manifest that Distribution takes. */
export const MANIFEST_MAX_SIZE_BYTES: number = 4 * 1024 * 1024;

type Common = {
  subject?: Descriptor | undefined;
  annotations?: Record<string, string> | undefined;
};

/** Manifest of a container image. */
export type ImageManifest = Common & {
  kind: 'image';
  mediaType: ImageMediaType;
  config: Descriptor;
  layers: Descriptor[];
};

/** Manifest of anything else: its type is `artifactType`, or else the media type of its config. */
export type ArtifactManifest = Common & {
  kind: 'artifact';
  mediaType: typeof MEDIA_TYPES.ociManifest;
  artifactType: string;
  config: Descriptor;
  layers: Descriptor[];
};

/** Image index or Docker manifest list. */
export type IndexManifest = Common & {
  kind: 'index';
  mediaType: IndexMediaType;
  artifactType?: string | undefined;
  manifests: Descriptor[];
};

export type Manifest = ImageManifest | ArtifactManifest | IndexManifest;

const descriptorsSchema = z
  .array(descriptorSchema)
  .nullish()
  .transform((descriptors) => descriptors ?? []);

const commonShape = {
  schemaVersion: z.literal(2),
  artifactType: absentWhenNull(mediaTypeSchema).optional(),
  subject: absentWhenNull(descriptorSchema).optional(),
  annotations: absentWhenNull(annotationsSchema).optional(),
};
const imageSchema = z.object({ ...commonShape, config: descriptorSchema, layers: descriptorsSchema });
const indexSchema = z.object({ ...commonShape, manifests: descriptorsSchema });
const unread = absentWhenNull(z.unknown()).optional();
const documentSchema = z.looseObject({
  mediaType: absentWhenNull(z.string()).optional(),
  config: unread,
  layers: unread,
  manifests: unread,
});

const hasFoldedField = createFoldedFieldCheck([
  'mediaType',
  ...Object.keys(imageSchema.shape),
  ...Object.keys(indexSchema.shape),
]);

function invalid(reason: string): { kind: 'invalid'; reason: string } {
  return { kind: 'invalid', reason };
}

function describe(error: z.ZodError): string {
  const issue = error.issues[0];
  return `The manifest is invalid at ${quoteText((issue?.path ?? []).join('.'))}: ${issue?.message ?? 'unknown'}.`;
}

function readJson(bytes: Uint8Array | string): Parsed<unknown> {
  const encoded = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
  if (encoded.byteLength > MANIFEST_MAX_SIZE_BYTES) {
    return invalid(`A manifest has at most ${MANIFEST_MAX_SIZE_BYTES} bytes, this one has ${encoded.byteLength}.`);
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(encoded);
    return { kind: 'ok', value: JSON.parse(text) };
  } catch {
    return invalid('The manifest is not JSON in UTF-8.');
  }
}

function decideMediaType(
  document: z.infer<typeof documentSchema>,
  served: string | undefined,
): Parsed<ImageMediaType | IndexMediaType> {
  const hasManifests = document.manifests !== undefined;
  const mediaType = document.mediaType ?? served ?? (hasManifests ? MEDIA_TYPES.ociIndex : MEDIA_TYPES.ociManifest);
  if (served !== undefined && served !== mediaType) {
    return invalid(`The manifest says that it is ${quoteText(mediaType)}, but was given as ${quoteText(served)}.`);
  }
  if (!isManifestMediaType(mediaType)) {
    return invalid(`${quoteText(mediaType)} is not the media type of a manifest.`);
  }
  if (document.mediaType === undefined && isDockerMediaType(mediaType)) {
    return invalid('A Docker manifest states its media type, this one does not.');
  }
  const hasBlobs = document.config !== undefined || document.layers !== undefined;
  return (isIndexMediaType(mediaType) ? hasBlobs : hasManifests)
    ? invalid(`The manifest has fields that do not belong to ${quoteText(mediaType)}.`)
    : { kind: 'ok', value: mediaType };
}

function parseIndex(document: unknown, mediaType: IndexMediaType): Parsed<Manifest> {
  const parsed = indexSchema.safeParse(document);
  if (!parsed.success) {
    return invalid(describe(parsed.error));
  }
  const { manifests, artifactType, subject, annotations } = parsed.data;
  return { kind: 'ok', value: { kind: 'index', mediaType, artifactType, manifests, subject, annotations } };
}

function parseImage(document: unknown, mediaType: ImageMediaType): Parsed<Manifest> {
  const parsed = imageSchema.safeParse(document);
  if (!parsed.success) {
    return invalid(describe(parsed.error));
  }
  const { config, layers, subject, annotations } = parsed.data;
  const rest = { config, layers, subject, annotations };
  const isImage = parsed.data.artifactType === undefined && isImageConfigMediaType(config.mediaType);
  if (isImage || mediaType === MEDIA_TYPES.dockerManifest) {
    return { kind: 'ok', value: { kind: 'image', mediaType, ...rest } };
  }
  const artifactType = parsed.data.artifactType ?? config.mediaType;
  return { kind: 'ok', value: { kind: 'artifact', mediaType, artifactType, ...rest } };
}

/**
 * Parses a manifest. What the registry could read in another way than we do is invalid. The registry stores some
 * manifests that the specification doesn't allow (it never looks at `subject`), so one that is in use can be invalid.
 *
 * @param mediaType - what the manifest was served or stored as; parameters are ignored
 */
export function parseManifest(bytes: Uint8Array | string, mediaType?: string): Parsed<Manifest> {
  const json = readJson(bytes);
  if (json.kind === 'invalid') {
    return json;
  }
  const document = documentSchema.safeParse(json.value);
  if (!document.success) {
    return invalid(describe(document.error));
  }
  if (hasFoldedField(document.data)) {
    return invalid('The manifest has a field that differs from a known one in case alone.');
  }
  const served = mediaType?.split(';', 1)[0]?.trim().toLowerCase();
  const decided = decideMediaType(document.data, served);
  if (decided.kind === 'invalid') {
    return decided;
  }
  return isIndexMediaType(decided.value)
    ? parseIndex(json.value, decided.value)
    : parseImage(json.value, decided.value);
}
