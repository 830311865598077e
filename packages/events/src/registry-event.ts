import { isRepositoryName, isTag, type RepositoryName } from '@wharfinger/oci';
import * as z from 'zod';

import { attributeSchema, commonAttributes, untouched } from './event-attributes.ts';
import { type EventReference, referenceMembers } from './event-reference.ts';

/** What an event is about: a manifest or index, a blob, or a tag. */
export type RegistryEventKind = 'manifest' | 'blob' | 'tag';
/** What happened to it. */
export type RegistryEventVerb = 'pushed' | 'pulled' | 'mounted' | 'deleted';
/** CloudEvents `type` of a registry event. */
export type RegistryEventType = `dev.wharfinger.registry.${RegistryEventKind}.${RegistryEventVerb}.v1`;

/**
 * What the registry said its target is. `manifest-or-blob`: the registry reports the deletion of a
 * manifest and of a blob with the same words, so neither can be claimed.
 */
export type TargetKind = RegistryEventKind | 'manifest-or-blob';

export type RegistryEventData = {
  action: 'push' | 'pull' | 'mount' | 'delete';
  target: {
    kind: TargetKind;
    repository: string;
    digest?: string | undefined;
    tag?: string | undefined;
    mediaType?: string | undefined;
    /** Bytes. */
    size?: number | undefined;
    fromRepository?: string | undefined;
    /** Without user, query and fragment: those could carry a secret. */
    url?: string | undefined;
    references?: EventReference[] | undefined;
    /** There are more references than the event has room for. */
    referencesTruncated?: boolean | undefined;
  };
  request: {
    id?: string | undefined;
    address?: string | undefined;
    host?: string | undefined;
    /** `GET` and `HEAD` tell a download from a look. */
    method?: string | undefined;
    userAgent?: string | undefined;
  };
  /** Absent for an anonymous caller. */
  actor?: { name: string } | undefined;
  source: { address?: string | undefined; instanceId?: string | undefined };
};

/** A CloudEvents 1.0 event about a registry: attributes, extensions and data. */
export type RegistryEvent = {
  specversion: '1.0';
  /** The notification's id: the same for every retry. */
  id: string;
  /** `/sites/<site>/registries/<registry>`, both percent-encoded. */
  source: string;
  type: RegistryEventType;
  /** `repository@digest`, or `repository:tag` when no digest is known. */
  subject: string;
  /** RFC 3339, UTC, without trailing zeros in the fraction. */
  time: string;
  datacontenttype: 'application/json';
  repository: RepositoryName;
  tag?: string | undefined;
  actor?: string | undefined;
  mediatype?: string | undefined;
  site: string;
  /** base64url of the HMAC; see `signEvent`. */
  signature?: string | undefined;
  data: RegistryEventData;
};

const EVENT_TYPE = /^dev\.wharfinger\.registry\.(manifest|blob|tag)\.(pushed|pulled|mounted|deleted)\.v1$/;

/** The kind and the verb in a CloudEvents `type`, or undefined when it isn't a registry event's. */
export function readEventType(type: string): { kind: RegistryEventKind; verb: RegistryEventVerb } | undefined {
  const [, kind, verb] = EVENT_TYPE.exec(type) ?? [];
  return isKind(kind) && isVerb(verb) ? { kind, verb } : undefined;
}

function isKind(text: string | undefined): text is RegistryEventKind {
  return text === 'manifest' || text === 'blob' || text === 'tag';
}

function isVerb(text: string | undefined): text is RegistryEventVerb {
  return text === 'pushed' || text === 'pulled' || text === 'mounted' || text === 'deleted';
}

const optionalText = z.string().optional();

const dataSchema: z.ZodType<RegistryEventData> = z.looseObject({
  action: z.enum(['push', 'pull', 'mount', 'delete']),
  target: z.looseObject({
    kind: z.enum(['manifest', 'blob', 'tag', 'manifest-or-blob']),
    repository: z.string(),
    digest: optionalText,
    tag: optionalText,
    mediaType: optionalText,
    size: z.int().nonnegative().optional(),
    fromRepository: optionalText,
    url: optionalText,
    references: z.array(z.looseObject(referenceMembers)).optional(),
    referencesTruncated: z.boolean().optional(),
  }),
  request: z.looseObject({
    id: optionalText,
    address: optionalText,
    host: optionalText,
    method: optionalText,
    userAgent: optionalText,
  }),
  actor: z.looseObject({ name: z.string() }).optional(),
  source: z.looseObject({ address: optionalText, instanceId: optionalText }),
});

/** Strict in the attributes that we know; attributes that a broker adds are dropped. */
export const registryEventSchema: z.ZodType<RegistryEvent> = z.object({
  ...commonAttributes,
  type: z.custom<RegistryEventType>(
    (value) => typeof value === 'string' && readEventType(value) !== undefined,
    'is not a registry event type',
  ),
  repository: z.custom<RepositoryName>(
    (value) => typeof value === 'string' && isRepositoryName(value),
    'is not a repository name',
  ),
  tag: z.string().refine(isTag, 'is not a tag').optional(),
  mediatype: attributeSchema.optional(),
  data: untouched(dataSchema),
});
