import { describe, expect, test } from 'vitest';

import { EVENT_MAX_BYTES } from './event-limits.ts';
import { toHttpMessage } from './http-message.ts';
import type { RegistryNotification } from './notification.ts';
import { readEventType } from './registry-event.ts';
import { toRegistryEvent } from './to-registry-event.ts';

const CONTEXT = { site: 'local', registry: 'registry.example' };
const DIGEST = `sha256:${'a'.repeat(64)}`;
const URL_PREFIX = 'https://registry.example/v2/team/app';

function notification(
  action: string,
  target: Partial<RegistryNotification['target']>,
  rest: Partial<RegistryNotification> = {},
): RegistryNotification {
  return {
    id: '0192',
    timestamp: '2026-11-22T15:57:25.99Z',
    action,
    target: { repository: 'team/app', ...target },
    ...rest,
  };
}

function typeOf(action: string, target: Partial<RegistryNotification['target']>): string {
  const event = toRegistryEvent(notification(action, target), CONTEXT);
  return event.kind === 'ok' ? event.value.type.slice('dev.wharfinger.registry.'.length) : event.kind;
}

describe('toRegistryEvent', () => {
  test.each([
    ['push', 'application/vnd.oci.image.manifest.v1+json', 'manifest.pushed.v1'],
    ['push', 'application/vnd.oci.image.index.v1+json', 'manifest.pushed.v1'],
    ['push', 'application/vnd.docker.distribution.manifest.v2+json', 'manifest.pushed.v1'],
    ['pull', 'application/vnd.docker.distribution.manifest.list.v2+json', 'manifest.pulled.v1'],
    ['pull', 'application/octet-stream', 'blob.pulled.v1'],
    ['mount', 'application/octet-stream', 'blob.mounted.v1'],
    ['delete', 'application/vnd.oci.image.manifest.v1+json', 'manifest.deleted.v1'],
    ['delete', 'application/octet-stream', 'blob.deleted.v1'],
    ['push', 'application/vnd.example.unknown', 'invalid'],
    ['eat', 'application/octet-stream', 'invalid'],
    ['constructor', 'application/octet-stream', 'invalid'],
  ])('%s of %s is %s', (action, mediaType, type) => {
    expect(typeOf(action, { digest: DIGEST, mediaType })).toBe(type);
  });

  test.each([
    [`${URL_PREFIX}/manifests/${DIGEST}`, 'manifest.pushed.v1'],
    [`${URL_PREFIX}/blobs/${DIGEST}`, 'blob.pushed.v1'],
    [`${URL_PREFIX}/blobs/other`, 'invalid'],
    ['not a url', 'invalid'],
  ])('a media type that we do not know leaves it to the URL: %s is %s', (url, type) => {
    expect(typeOf('push', { digest: DIGEST, mediaType: 'application/vnd.example.unknown', url })).toBe(type);
  });

  test.each([
    ['push', { tag: 'v1' }, 'invalid'],
    ['push', {}, 'invalid'],
    ['delete', {}, 'invalid'],
    ['delete', { tag: 'v1' }, 'tag.deleted.v1'],
    ['delete', { digest: DIGEST }, 'manifest.deleted.v1'],
    ['push', { digest: DIGEST }, 'invalid'],
  ])('%s with %j is %s', (action, target, type) => {
    expect(typeOf(action, target)).toBe(type);
  });

  test.each([
    ['repository', notification('delete', { repository: '../policy', tag: 'v1' })],
    ['digest', notification('delete', { digest: 'sha256:short' })],
    ['tag', notification('delete', { tag: '-bad' })],
    ['timestamp', notification('delete', { tag: 'v1' }, { timestamp: 'yesterday' })],
    ['id', notification('delete', { tag: 'v1' }, { id: 'a\nb' })],
    ['actor', notification('delete', { tag: 'v1' }, { actor: { name: 'a\u0000b' } })],
    ['actor', notification('delete', { tag: 'v1' }, { actor: { name: 'a\ud800b' } })],
    ['media type', notification('delete', { digest: DIGEST, mediaType: 'a\nb' })],
  ])('a bad %s is named', (name, broken) => {
    expect(toRegistryEvent(broken, CONTEXT)).toEqual({ kind: 'invalid', reason: expect.stringContaining(name) });
  });

  test('an anonymous caller is no actor', () => {
    const event = toRegistryEvent(notification('delete', { tag: 'v1' }, { actor: {} }), CONTEXT);
    expect(event.kind === 'ok' && [event.value.actor, event.value.data.actor]).toEqual([undefined, undefined]);
  });

  test('a URL loses its user, query and fragment', () => {
    const url = `https://alice:secret@registry.example/v2/team/app/manifests/${DIGEST}?X-Amz-Signature=s#f`;
    const event = toRegistryEvent(notification('push', { digest: DIGEST, url }), CONTEXT);
    expect(event.kind === 'ok' && event.value.data.target.url).toBe(`${URL_PREFIX}/manifests/${DIGEST}`);
  });

  test('names of sites and registries are percent-encoded in the source', () => {
    const event = toRegistryEvent(notification('delete', { tag: 'v1' }), { site: 'a/b', registry: 'r:5000' });
    expect(event.kind === 'ok' && event.value.source).toBe('/sites/a%2Fb/registries/r%3A5000');
  });
});

describe('an event is far shorter than brokers take', () => {
  const reference = { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: DIGEST, size: 7 };
  const target = { digest: DIGEST, mediaType: 'application/vnd.oci.image.manifest.v1+json' };
  const referencesOf = (references: RegistryNotification['target']['references']) => {
    const event = toRegistryEvent(notification('push', { ...target, references }), CONTEXT);
    if (event.kind === 'invalid') throw new Error(event.reason);
    expect(Buffer.byteLength(toHttpMessage(event.value).body)).toBeLessThan(EVENT_MAX_BYTES / 2);
    const { references: kept, referencesTruncated } = event.value.data.target;
    return [kept?.length, referencesTruncated];
  };

  test.each([
    ['no', 0, 0, undefined],
    ['100', 100, 100, undefined],
    ['101', 101, 100, true],
    ['40,000', 40_000, 100, true],
  ])('with %s references', (_title, count, kept, truncated) => {
    expect(referencesOf(Array.from({ length: count }, () => reference))).toEqual([kept, truncated]);
  });

  test.each([
    ['platform', { ...reference, platform: { 'os.features': Array.from({ length: 1_400_000 }, () => '') } }],
    ['media type', { ...reference, mediaType: 'x'.repeat(4 * 1024 * 1024) }],
    ['text in another script', { ...reference, artifactType: '\u{1f600}'.repeat(40_000) }],
  ])('with one reference whose %s is as long as a manifest', (_title, long) => {
    expect(referencesOf([reference, long, reference])).toEqual([1, true]);
  });

  test('with headers as long as an HTTP server takes them', () => {
    const long = 'x'.repeat(EVENT_MAX_BYTES);
    const url = `https://${'registry.'.repeat(20_000)}example/v2/team/app/manifests/${DIGEST}`;
    const request = { id: long, addr: long, host: long, method: long, useragent: long };
    const event = toRegistryEvent(notification('push', { ...target, url }, { request }), CONTEXT);
    if (event.kind === 'invalid') throw new Error(event.reason);
    expect(Buffer.byteLength(toHttpMessage(event.value).body)).toBeLessThan(EVENT_MAX_BYTES / 2);
    expect(event.value.data.request.userAgent).toBe('x'.repeat(2048));
  });
});

describe('readEventType', () => {
  test.each([
    ['dev.wharfinger.registry.blob.mounted.v1', { kind: 'blob', verb: 'mounted' }],
    ['dev.wharfinger.registry.blob.mounted.v2', undefined],
    ['xdev.wharfinger.registry.blob.mounted.v1', undefined],
    ['dev-wharfinger-registry-blob-mounted-v1', undefined],
    ['', undefined],
  ])('%s', (type, parts) => {
    expect(readEventType(type)).toEqual(parts);
  });
});
