import { isDigest, isManifestMediaType, isTag, parseRepositoryName, type Parsed } from '@wharfinger/oci';

import { isAttributeText } from './event-attributes.ts';
import { limitReferences, limitText } from './event-limits.ts';
import { normalizeEventTime } from './event-time.ts';
import type { RegistryNotification } from './notification.ts';
import {
  type RegistryEvent,
  type RegistryEventData,
  type RegistryEventKind,
  type RegistryEventVerb,
  type TargetKind,
} from './registry-event.ts';

type Action = RegistryEventData['action'];
type Target = RegistryNotification['target'];

const VERBS: Readonly<Record<Action, RegistryEventVerb>> = {
  push: 'pushed',
  pull: 'pulled',
  mount: 'mounted',
  delete: 'deleted',
};

/** The CloudEvent of a notification, not yet signed, or why it can't be one. */
export function toRegistryEvent(
  notification: RegistryNotification,
  context: { site: string; registry: string },
): Parsed<RegistryEvent> {
  const { action, target } = notification;
  if (!isAction(action)) return invalid('the action is not push, pull, mount or delete');
  const repository = parseRepositoryName(target.repository);
  if (repository.kind === 'invalid') return invalid(`the repository is invalid: ${repository.reason}`);
  const problem = findProblem(notification);
  if (problem !== undefined) return invalid(problem);
  const time = normalizeEventTime(notification.timestamp);
  if (time === undefined) return invalid('the timestamp is not an RFC 3339 time');
  const kind = targetKind(action, target);
  if (kind === undefined) return invalid('the target is neither a manifest nor a blob nor a tag');

  const { digest, tag } = target;
  return {
    kind: 'ok',
    value: {
      specversion: '1.0',
      id: notification.id,
      source: `/sites/${encodeURIComponent(context.site)}/registries/${encodeURIComponent(context.registry)}`,
      type: `dev.wharfinger.registry.${eventKind(kind)}.${VERBS[action]}.v1`,
      subject: digest === undefined ? `${repository.value}:${tag}` : `${repository.value}@${digest}`,
      time,
      datacontenttype: 'application/json',
      repository: repository.value,
      tag,
      actor: notification.actor?.name,
      mediatype: target.mediaType,
      site: context.site,
      data: toData(notification, action, kind),
    },
  };
}

function invalid(reason: string): { kind: 'invalid'; reason: string } {
  return { kind: 'invalid', reason };
}

function isAction(action: string): action is Action {
  return Object.hasOwn(VERBS, action);
}

function findProblem({ id, target, actor }: RegistryNotification): string | undefined {
  const { digest, tag, mediaType } = target;
  if (digest !== undefined && !isDigest(digest)) return 'the digest is invalid';
  if (tag !== undefined && !isTag(tag)) return 'the tag is invalid';
  const texts = Object.entries({ id, 'media type': mediaType, actor: actor?.name });
  const [unfit] = texts.find(([, text]) => text !== undefined && !isAttributeText(text)) ?? [];
  return unfit === undefined ? undefined : `the ${unfit} has a character that no attribute may have`;
}

function targetKind(action: Action, target: Target): TargetKind | undefined {
  if (target.digest === undefined) return action === 'delete' && target.tag !== undefined ? 'tag' : undefined;
  const kind = kindOfMediaType(target.mediaType) ?? kindOfUrl(target.url, target.digest);
  if (kind !== undefined) return kind;
  return action === 'delete' && target.mediaType === undefined ? 'manifest-or-blob' : undefined;
}

function kindOfMediaType(mediaType: string | undefined): 'manifest' | 'blob' | undefined {
  if (mediaType === undefined) return undefined;
  if (isManifestMediaType(mediaType)) return 'manifest';
  return mediaType === 'application/octet-stream' ? 'blob' : undefined;
}

function kindOfUrl(url: string | undefined, digest: string): 'manifest' | 'blob' | undefined {
  const path = plainUrl(url)?.pathname ?? '';
  if (path.endsWith(`/manifests/${digest}`)) return 'manifest';
  return path.endsWith(`/blobs/${digest}`) ? 'blob' : undefined;
}

// A manifest's deletion is the one that clients and our own collection make, and the one that consumers wait for.
function eventKind(kind: TargetKind): RegistryEventKind {
  return kind === 'manifest-or-blob' ? 'manifest' : kind;
}

function toData(
  { target, request, actor, source }: RegistryNotification,
  action: Action,
  kind: TargetKind,
): RegistryEventData {
  const { repository, digest, tag, mediaType, size, fromRepository, url } = target;
  const limited = target.references && limitReferences(target.references);
  return {
    action,
    target: {
      kind,
      repository,
      digest,
      tag,
      mediaType,
      // A deletion's size is always 0: the registry doesn't know it any more.
      size: action === 'delete' ? undefined : size,
      fromRepository,
      url: limitText(plainUrl(url)?.href),
      references: limited?.references,
      referencesTruncated: limited?.areTruncated === true || undefined,
    },
    request: toRequestData(request),
    actor: actor?.name === undefined ? undefined : { name: actor.name },
    source: { address: source?.addr, instanceId: source?.instanceID },
  };
}

function toRequestData(request: RegistryNotification['request']): RegistryEventData['request'] {
  const { id, addr, host, method, useragent } = request ?? {};
  return {
    id: limitText(id),
    address: limitText(addr),
    host: limitText(host),
    method: limitText(method),
    userAgent: limitText(useragent),
  };
}

// A signed URL or a password in a URL must not get into an event.
function plainUrl(text: string | undefined): URL | undefined {
  const url = text === undefined ? null : URL.parse(text);
  if (url === null) return undefined;
  url.username = '';
  url.password = '';
  url.search = '';
  url.hash = '';
  return url;
}
