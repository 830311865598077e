import { describe, expect, test } from 'vitest';

import { parseEnvelope, parseNotification, type RegistryEvent, toRegistryEvent } from '../src/index.ts';
import { fixtureNames, readNothing, readPost } from './read-fixture.ts';

const CONTEXT = { site: 'local', registry: 'registry.local' };

const layer = 'f23258d46f2e';
const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const indexType = 'application/vnd.oci.image.index.v1+json';
const blobType = 'application/octet-stream';

type Row = [file: string, type: string, subject: string, mediaType: string | undefined, tag?: string];

const blob = (file: string, verb: string, subject: string): Row => [file, `blob.${verb}`, subject, blobType];
const manifest = (file: string, verb: string, subject: string, tag?: string): Row => {
  const row = [file, `manifest.${verb}`, subject, manifestType] as const;
  return tag === undefined ? [...row] : [...row, tag];
};

// The subject's digest is cut to twelve characters of its hex.
const TABLE: Row[] = [
  blob('push-image.1', 'pushed', `t/img@${layer}`),
  blob('push-image.2', 'pushed', 't/img@11d5ecc3f1dc'),
  blob('push-image.3', 'pushed', 't/img@530bc45a114b'),
  manifest('push-image.4', 'pushed', 't/img@8314ed5a7a38', 'v1'),
  blob('push-same-image-again.1', 'pushed', `t/img@${layer}`),
  blob('push-same-image-again.2', 'pushed', 't/img@11d5ecc3f1dc'),
  blob('push-same-image-again.3', 'pushed', 't/img@530bc45a114b'),
  manifest('push-same-image-again.4', 'pushed', 't/img@8314ed5a7a38', 'v1'),
  manifest('push-by-digest', 'pushed', 't/img@8314ed5a7a38'),
  blob('tag-overwrite.1', 'pushed', `t/img@${layer}`),
  blob('tag-overwrite.2', 'pushed', 't/img@1e47c3d5f356'),
  blob('tag-overwrite.3', 'pushed', 't/img@eebb8987d62e'),
  manifest('tag-overwrite.4', 'pushed', 't/img@7fd259071919', 'v1'),
  manifest('tag-second', 'pushed', 't/img@7fd259071919', 'v2'),
  blob('push-index.1', 'pushed', `t/idx@${layer}`),
  blob('push-index.2', 'pushed', 't/idx@11d5ecc3f1dc'),
  blob('push-index.3', 'pushed', 't/idx@530bc45a114b'),
  manifest('push-index.4', 'pushed', 't/idx@8314ed5a7a38'),
  blob('push-index.5', 'pushed', 't/idx@4e4b4416a9fc'),
  blob('push-index.6', 'pushed', 't/idx@773a18965b29'),
  manifest('push-index.7', 'pushed', 't/idx@b11d0d636d52'),
  ['push-index.8', 'manifest.pushed', 't/idx@de09d79de0de', indexType, 'multi'],
  blob('push-artifact-with-subject.1', 'pushed', 't/art@44136fa355b3'),
  blob('push-artifact-with-subject.2', 'pushed', 't/art@3c7ac186d5d6'),
  manifest('push-artifact-with-subject.3', 'pushed', 't/art@d3b2232bd532'),
  [
    'push-fallback-tag',
    'manifest.pushed',
    't/art@8cd9a0edb07f',
    indexType,
    'sha256-8314ed5a7a38b9fe9ea2e1c5a495773609a4d5c3d5d58d73d682ad00e25d033f',
  ],
  manifest('pull-manifest-by-tag', 'pulled', 't/img@8314ed5a7a38', 'v1'),
  manifest('pull-manifest-by-digest', 'pulled', 't/img@8314ed5a7a38'),
  manifest('head-manifest', 'pulled', 't/img@8314ed5a7a38', 'v1'),
  blob('pull-blob', 'pulled', `t/img@${layer}`),
  blob('pull-blob-range', 'pulled', `t/img@${layer}`),
  blob('head-blob', 'pulled', `t/img@${layer}`),
  blob('mount', 'mounted', `t/mnt@${layer}`),
  blob('mount-again', 'mounted', `t/mnt@${layer}`),
  ['delete-tag', 'tag.deleted', 't/img:v2', undefined, 'v2'],
  ['delete-manifest-with-tag.1', 'manifest.deleted', 't/img@7fd259071919', undefined],
  ['delete-manifest-with-tag.2', 'tag.deleted', 't/img:v1', undefined, 'v1'],
  ['delete-manifest-untagged', 'manifest.deleted', 't/img@8314ed5a7a38', undefined],
  ['delete-index-child', 'manifest.deleted', 't/idx@b11d0d636d52', undefined],
  ['delete-blob', 'manifest.deleted', `t/mnt@${layer}`, undefined],
];

function eventOf(file: string): RegistryEvent {
  const members = parseEnvelope(readPost(`${file}.json`).body);
  if (members.kind === 'invalid') throw new Error(members.reason);
  const [member, ...others] = members.value;
  if (others.length > 0) throw new Error(`${file} has not exactly one event`);
  const notification = parseNotification(member);
  if (notification.kind === 'invalid') throw new Error(notification.reason);
  const event = toRegistryEvent(notification.value, CONTEXT);
  if (event.kind === 'invalid') throw new Error(event.reason);
  return event.value;
}

describe('recorded notifications', () => {
  test('every file is in the table, or says that the registry sent nothing', () => {
    const silent = fixtureNames().filter((name) => name.endsWith('.none.json'));
    expect(silent.map((name) => readNothing(name).envelopes)).toEqual(silent.map(() => []));
    const told = fixtureNames().filter((name) => !name.endsWith('.none.json'));
    expect(TABLE.map(([file]) => `${file}.json`).toSorted()).toEqual(told);
    expect(told.length + silent.length).toBe(61);
  });

  test.each(TABLE)('%s is %s of %s', (file, type, subject, mediaType, tag) => {
    const event = eventOf(file);
    const notification = JSON.parse(JSON.stringify(readPost(`${file}.json`).body)).events[0];
    expect({
      ...event,
      data: undefined,
      subject: event.subject.replace(/@sha256:([0-9a-f]{12})[0-9a-f]{52}$/, '@$1'),
    }).toEqual({
      specversion: '1.0',
      id: notification.id,
      source: '/sites/local/registries/registry.local',
      type: `dev.wharfinger.registry.${type}.v1`,
      subject,
      time: notification.timestamp.replace(/0+Z$/, 'Z'),
      datacontenttype: 'application/json',
      repository: subject.split(/[@:]/)[0],
      site: 'local',
      actor: 'alice',
      mediatype: mediaType,
      tag,
      data: undefined,
    });
  });

  test('an index names its children with their platforms', () => {
    const { references } = eventOf('push-index.8').data.target;
    expect(references?.map(({ platform }) => platform?.architecture)).toEqual(['amd64', 'arm64']);
  });

  test('a mount names the repository that the blob came from', () => {
    expect(eventOf('mount').data.target.fromRepository).toBe('t/img');
  });

  test.each([
    ['pull-blob', 'GET'],
    ['head-blob', 'HEAD'],
    ['pull-manifest-by-tag', 'GET'],
    ['head-manifest', 'HEAD'],
  ])('%s keeps its method, %s, apart', (file, method) => {
    expect(eventOf(file).data.request.method).toBe(method);
  });

  test.each(['delete-blob', 'delete-manifest-untagged', 'delete-index-child'])(
    '%s does not claim to know whether it was a manifest or a blob',
    (file) => {
      expect(eventOf(file).data.target.kind).toBe('manifest-or-blob');
    },
  );
});
