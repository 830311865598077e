import type { Credentials } from '../clients/registry-tool.ts';
import { contentsOf, IMAGE_INDEX, IMAGE_MANIFEST } from '../images/image.ts';
import type { Content, Image, ImageIndex } from '../images/image.ts';
import { siteOf } from '../system/stack-schema.ts';
import type { Stack } from '../system/stack-schema.ts';
import { fetchToken, REGISTRY_SERVICE } from './token-request.ts';

export type RegistryAnswer = { status: number; headers: Headers; bytes: Uint8Array };

type SendOptions = { headers?: Readonly<Record<string, string>>; body?: Uint8Array; scopes?: readonly string[] };

/** Plain registry requests on one repository, with the tokens that they need. */
export type RepositorySession = {
  repository: string;
  send: (method: string, path: string, options?: SendOptions) => Promise<RegistryAnswer>;
  pushBlob: (content: Content) => Promise<void>;
  /** Under a tag, or under its digest when no tag is given. */
  pushManifest: (content: Content, tag?: string) => Promise<RegistryAnswer>;
  push: (item: Image | ImageIndex, tag?: string) => Promise<void>;
  pullManifest: (reference: string) => Promise<RegistryAnswer>;
  pullBlob: (digest: string) => Promise<RegistryAnswer>;
  mountBlob: (digest: string, from: string) => Promise<RegistryAnswer>;
};

export class RegistryRequestError extends Error {
  readonly code = 'ERR_REGISTRY_REQUEST';
}

function expectStatus(answer: RegistryAnswer, statuses: readonly number[], what: string): RegistryAnswer {
  if (!statuses.includes(answer.status)) {
    const text = Buffer.from(answer.bytes).toString('utf8').slice(0, 2000);
    throw new RegistryRequestError(`${what} answered ${answer.status}: ${text}`);
  }
  return answer;
}

async function sendWithToken(url: URL, method: string, token: string, options: SendOptions): Promise<RegistryAnswer> {
  const answer = await fetch(url, {
    method,
    headers: { ...options.headers, authorization: `Bearer ${token}` },
    ...(options.body === undefined ? {} : { body: Buffer.from(options.body) }),
    redirect: 'manual',
    signal: AbortSignal.timeout(60_000),
  });
  return { status: answer.status, headers: answer.headers, bytes: new Uint8Array(await answer.arrayBuffer()) };
}

/** A session asks for a token once per set of scopes; it lives for one test, which is shorter than a token's life. */
export function openRepository(stack: Stack, repository: string, credentials?: Credentials): RepositorySession {
  const base = `${siteOf(stack).registry.replace(/\/$/, '')}/v2/${repository}/`;
  const ownScope = `repository:${repository}:pull,push,delete`;
  const tokens = new Map<string, Promise<string>>();
  const tokenFor = async (scopes: readonly string[]): Promise<string> => {
    const key = scopes.join(' ');
    const known = tokens.get(key);
    if (known !== undefined) {
      return await known;
    }
    const asked = fetchToken(stack, { service: REGISTRY_SERVICE, scopes, credentials });
    tokens.set(key, asked);
    asked.catch(() => tokens.delete(key));
    return await asked;
  };
  const send: RepositorySession['send'] = async (method, path, options = {}) =>
    await sendWithToken(new URL(path, base), method, await tokenFor(options.scopes ?? [ownScope]), options);

  const pushBlob = async (content: Content): Promise<void> => {
    const opened = expectStatus(await send('POST', 'blobs/uploads/'), [202], 'Opening an upload');
    const location = new URL(opened.headers.get('location') ?? '', base);
    location.searchParams.set('digest', content.descriptor.digest);
    const headers = { 'content-type': 'application/octet-stream' };
    expectStatus(await send('PUT', location.href, { headers, body: content.bytes }), [201], 'Committing a blob');
  };
  const pushManifest: RepositorySession['pushManifest'] = async (content, tag) =>
    expectStatus(
      await send('PUT', `manifests/${tag ?? content.descriptor.digest}`, {
        headers: { 'content-type': content.descriptor.mediaType },
        body: content.bytes,
      }),
      [201],
      'Putting a manifest',
    );
  return {
    repository,
    send,
    pushBlob,
    pushManifest,
    push: async (item, tag) => {
      for (const content of contentsOf(item).slice(0, -1)) {
        const isManifest = content.descriptor.mediaType === IMAGE_MANIFEST;
        await (isManifest ? pushManifest(content) : pushBlob(content));
      }
      await pushManifest(item.manifest, tag);
    },
    pullManifest: async (reference) =>
      await send('GET', `manifests/${reference}`, { headers: { accept: `${IMAGE_MANIFEST}, ${IMAGE_INDEX}` } }),
    pullBlob: async (digest) => await send('GET', `blobs/${digest}`),
    mountBlob: async (digest, from) =>
      await send('POST', `blobs/uploads/?mount=${digest}&from=${encodeURIComponent(from)}`, {
        scopes: [ownScope, `repository:${from}:pull`],
      }),
  };
}
