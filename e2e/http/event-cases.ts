import {
  buildArtifact,
  buildFallbackIndex,
  buildImage,
  buildIndex,
  contentsOf,
  digestOf,
  fallbackTagOf,
  IMAGE_MANIFEST,
} from '../images/image.ts';
import type { Content, Image, ImageIndex } from '../images/image.ts';
import type { RegistryAnswer, RepositorySession } from './registry-session.ts';

/** Something done to a fresh repository, and every event that it must leave in the audit record. */
export type EventCase = {
  title: string;
  /** Gives the summaries of the events, one for each, in any order. */
  perform: (session: RepositorySession, other: RepositorySession) => Promise<string[]>;
};

type On = (event: string, digest: string, tag?: string) => string;

/** `manifest.pushed team/app@sha256:… v1`: the subject, and the tag when the event names one. */
function eventOn(repository: string): On {
  return (event, digest, tag) => `${event} ${repository}@${digest}${tag === undefined ? '' : ` ${tag}`}`;
}

function isManifest(content: Content): boolean {
  return content.descriptor.mediaType === IMAGE_MANIFEST;
}

/** What pushing the item leaves: one event for each blob and each manifest; the tag is on the last. */
function pushesOf(on: On, item: Image | ImageIndex, tag?: string): string[] {
  const below = contentsOf(item).slice(0, -1);
  return [
    ...below.map((content) => on(isManifest(content) ? 'manifest.pushed' : 'blob.pushed', content.descriptor.digest)),
    on('manifest.pushed', item.manifest.descriptor.digest, tag),
  ];
}

function expectStatus(answer: RegistryAnswer, status: number): void {
  if (answer.status !== status) {
    throw new Error(`Expected ${status}, got ${answer.status}: ${Buffer.from(answer.bytes).toString('utf8')}`);
  }
}

/** An image in the repository, and what its push leaves. */
async function pushed(
  session: RepositorySession,
  seed: string,
  tag?: string,
): Promise<{ image: Image; events: string[] }> {
  const image = buildImage({ seed, layerSizesBytes: [120, 340] });
  await session.push(image, tag);
  return { image, events: pushesOf(eventOn(session.repository), image, tag) };
}

function firstLayerOf(image: Image): Content {
  const [layer] = image.layers;
  if (layer === undefined) {
    throw new Error('The image has no layer.');
  }
  return layer;
}

const PUSHES: readonly EventCase[] = [
  {
    title: 'push of an image of two layers',
    perform: async (session) => (await pushed(session, 'push', 'v1')).events,
  },
  {
    title: 'push of the same image again',
    perform: async (session) => {
      const first = await pushed(session, 'again', 'v1');
      const second = await pushed(session, 'again', 'v1');
      return [...first.events, ...second.events];
    },
  },
  {
    title: 'push by digest',
    perform: async (session) => (await pushed(session, 'by digest')).events,
  },
  {
    title: 'push over a tag',
    perform: async (session) => {
      const first = await pushed(session, 'first', 'v1');
      const second = await pushed(session, 'second', 'v1');
      return [...first.events, ...second.events];
    },
  },
  {
    title: 'second tag for a manifest',
    perform: async (session) => {
      const { image, events } = await pushed(session, 're-tag', 'v1');
      await session.pushManifest(image.manifest, 'v2');
      return [...events, eventOn(session.repository)('manifest.pushed', image.manifest.descriptor.digest, 'v2')];
    },
  },
  {
    title: 'push of an index of two images',
    perform: async (session) => {
      const index = buildIndex({ seed: 'index' });
      await session.push(index, 'multi');
      return pushesOf(eventOn(session.repository), index, 'multi');
    },
  },
  {
    title: 'push of an artifact with a subject, and of its fallback tag',
    perform: async (session) => {
      const artifactType = 'application/vnd.example.sbom.v1';
      const { image, events } = await pushed(session, 'subject', 'v1');
      const subject = image.manifest.descriptor;
      const artifact = buildArtifact({ seed: 'artifact', subject, artifactType });
      await session.push(artifact);
      const fallback = buildFallbackIndex([artifact], artifactType);
      const tag = fallbackTagOf(subject.digest);
      await session.pushManifest(fallback, tag);
      const on = eventOn(session.repository);
      return [...events, ...pushesOf(on, artifact), on('manifest.pushed', fallback.descriptor.digest, tag)];
    },
  },
];

const PULLS: readonly EventCase[] = [
  {
    title: 'pull of a manifest by tag, by digest, and HEAD of it',
    perform: async (session) => {
      const { image, events } = await pushed(session, 'pull manifest', 'v1');
      const { digest } = image.manifest.descriptor;
      expectStatus(await session.pullManifest('v1'), 200);
      expectStatus(await session.pullManifest(digest), 200);
      expectStatus(await session.send('HEAD', 'manifests/v1', { headers: { accept: IMAGE_MANIFEST } }), 200);
      const on = eventOn(session.repository);
      return [
        ...events,
        on('manifest.pulled', digest, 'v1'),
        on('manifest.pulled', digest, 'v1'),
        on('manifest.pulled', digest),
      ];
    },
  },
  {
    title: 'pull of a blob, of a range of it, and HEAD of it',
    perform: async (session) => {
      const { image, events } = await pushed(session, 'pull blob', 'v1');
      const { digest } = firstLayerOf(image).descriptor;
      expectStatus(await session.pullBlob(digest), 200);
      expectStatus(await session.send('GET', `blobs/${digest}`, { headers: { range: 'bytes=10-19' } }), 206);
      expectStatus(await session.send('HEAD', `blobs/${digest}`), 200);
      const pull = eventOn(session.repository)('blob.pulled', digest);
      return [...events, pull, pull, pull];
    },
  },
  {
    title: 'mount of a blob from another repository, twice',
    perform: async (session, other) => {
      const { image } = await pushed(other, 'mount', 'v1');
      const { digest } = firstLayerOf(image).descriptor;
      expectStatus(await session.mountBlob(digest, other.repository), 201);
      expectStatus(await session.mountBlob(digest, other.repository), 201);
      const mount = eventOn(session.repository)('blob.mounted', digest);
      return [mount, mount];
    },
  },
];

const DELETES: readonly EventCase[] = [
  {
    title: 'delete of a tag',
    perform: async (session) => {
      const { events } = await pushed(session, 'delete tag', 'v1');
      expectStatus(await session.send('DELETE', 'manifests/v1'), 202);
      return [...events, `tag.deleted ${session.repository}:v1 v1`];
    },
  },
  {
    title: 'delete of a manifest with two tags',
    perform: async (session) => {
      const { image, events } = await pushed(session, 'delete manifest', 'v1');
      const { digest } = image.manifest.descriptor;
      const on = eventOn(session.repository);
      await session.pushManifest(image.manifest, 'v2');
      expectStatus(await session.send('DELETE', `manifests/${digest}`), 202);
      const tags = ['v1', 'v2'].map((tag) => `tag.deleted ${session.repository}:${tag} ${tag}`);
      return [...events, on('manifest.pushed', digest, 'v2'), on('manifest.deleted', digest), ...tags];
    },
  },
  {
    title: 'delete of a manifest without a tag, and of a child of an index',
    perform: async (session) => {
      const { image, events } = await pushed(session, 'untagged');
      const index = buildIndex({ seed: 'child' });
      await session.push(index, 'multi');
      const child = index.images[0]?.manifest.descriptor.digest ?? '';
      const on = eventOn(session.repository);
      expectStatus(await session.send('DELETE', `manifests/${image.manifest.descriptor.digest}`), 202);
      expectStatus(await session.send('DELETE', `manifests/${child}`), 202);
      const deletes = [image.manifest.descriptor.digest, child].map((digest) => on('manifest.deleted', digest));
      return [...events, ...pushesOf(on, index, 'multi'), ...deletes];
    },
  },
  {
    // The registry says the same of a blob's deletion as of a manifest's, so the event can't say blob.
    title: 'delete of a blob',
    perform: async (session) => {
      const { image, events } = await pushed(session, 'delete blob', 'v1');
      const { digest } = firstLayerOf(image).descriptor;
      expectStatus(await session.send('DELETE', `blobs/${digest}`), 202);
      return [...events, eventOn(session.repository)('manifest.deleted', digest)];
    },
  },
];

const SILENCE: readonly EventCase[] = [
  {
    title: 'what changes and reads nothing: 304, missing things, lists, refusals, uploads that do not end',
    perform: async (session) => {
      const { image, events } = await pushed(session, 'silence', 'v1');
      const missing = digestOf(Buffer.from('missing'));
      const { digest } = image.manifest.descriptor;
      const ifNoneMatch = { accept: IMAGE_MANIFEST, 'if-none-match': `"${digest}"` };
      expectStatus(await session.send('GET', 'manifests/v1', { headers: ifNoneMatch }), 304);
      expectStatus(await session.send('HEAD', `manifests/${missing}`), 404);
      expectStatus(await session.send('HEAD', `blobs/${missing}`), 404);
      expectStatus(await session.send('DELETE', `manifests/${missing}`), 404);
      expectStatus(await session.send('DELETE', `blobs/${missing}`), 404);
      expectStatus(await session.send('GET', 'tags/list'), 200);
      expectStatus(await session.send('GET', `referrers/${digest}`), 404);
      expectStatus(await session.send('GET', 'manifests/v1', { scopes: [] }), 401);
      expectStatus(await session.mountBlob(missing, session.repository), 202);
      const opened = await session.send('POST', 'blobs/uploads/');
      expectStatus(opened, 202);
      const location = opened.headers.get('location') ?? '';
      expectStatus(await session.send('GET', location), 204);
      expectStatus(await session.send('DELETE', location), 204);
      return events;
    },
  },
  {
    title: 'a commit with the wrong digest and an index whose child is missing',
    perform: async (session) => {
      const { image, events } = await pushed(session, 'wrong digest', 'v1');
      const opened = await session.send('POST', 'blobs/uploads/');
      const location = new URL(opened.headers.get('location') ?? '', 'http://localhost');
      location.searchParams.set('digest', image.config.descriptor.digest);
      const wrong = { headers: { 'content-type': 'application/octet-stream' }, body: Buffer.from('other bytes') };
      expectStatus(await session.send('PUT', `${location.pathname}${location.search}`, wrong), 400);
      const index = buildIndex({ seed: 'never pushed' }).manifest;
      const refused = { headers: { 'content-type': index.descriptor.mediaType }, body: index.bytes };
      expectStatus(await session.send('PUT', 'manifests/refused', refused), 400);
      return events;
    },
  },
];

export const EVENT_CASES: readonly EventCase[] = [...PUSHES, ...PULLS, ...DELETES, ...SILENCE];
