import { setTimeout as delay } from 'node:timers/promises';
import type { Credentials } from '../clients/registry-tool.ts';
import { openRepository } from '../http/registry-session.ts';
import type { RegistryAnswer, RepositorySession } from '../http/registry-session.ts';
import { buildImage } from '../images/image.ts';
import type { Image } from '../images/image.ts';
import type { Stack } from './stack-schema.ts';

const LOOPS = 3;

/** Something that the registry said it did; each is done once at most, so the audit record must have it exactly once. */
export type Acknowledged = { summary: string; atMs: number };

/** Pushes and pulls that go on whatever fails. */
export type Traffic = {
  acknowledged: readonly Acknowledged[];
  /** The images of which the registry has taken everything. */
  images: readonly { image: Image; tag: string }[];
  /** Answers that no fault explains: an acknowledged image that is missing or has other content. */
  contradictions: readonly string[];
  stop: () => Promise<void>;
};

/** Pushes one small image after another to the repository, each under a tag of its own, and pulls each at once. */
export function startTraffic(stack: Stack, repository: string, credentials: Credentials): Traffic {
  const acknowledged: Acknowledged[] = [];
  const images: { image: Image; tag: string }[] = [];
  const contradictions: string[] = [];
  const stopping = new AbortController();
  const note = (event: string, digest: string, tag?: string): void => {
    const summary = `${event} ${repository}@${digest}${tag === undefined ? '' : ` ${tag}`}`;
    acknowledged.push({ summary, atMs: performance.now() });
  };

  const pullOne = async (what: string, pull: () => Promise<RegistryAnswer>, onDone: () => void): Promise<void> => {
    const { status } = await pull();
    if (status === 200) {
      onDone();
    } else if (status === 404) {
      contradictions.push(`${what} was acknowledged, and its pull answered 404`);
    }
  };
  const pushAndPull = async (session: RepositorySession, image: Image, tag: string): Promise<void> => {
    const blobs = [...image.layers, image.config];
    for (const blob of blobs) {
      await session.pushBlob(blob);
      note('blob.pushed', blob.descriptor.digest);
    }
    const { digest } = image.manifest.descriptor;
    await session.pushManifest(image.manifest, tag);
    note('manifest.pushed', digest, tag);
    images.push({ image, tag });
    await pullOne(
      tag,
      async () => await session.pullManifest(tag),
      () => {
        note('manifest.pulled', digest, tag);
      },
    );
    for (const { descriptor } of blobs) {
      await pullOne(
        descriptor.digest,
        async () => await session.pullBlob(descriptor.digest),
        () => {
          note('blob.pulled', descriptor.digest);
        },
      );
    }
  };
  const loop = async (name: number): Promise<void> => {
    for (let position = 0; !stopping.signal.aborted; position += 1) {
      const tag = `loop-${name}-${position}`;
      const image = buildImage({ seed: `${repository} ${tag}`, layerSizesBytes: [900] });
      try {
        await pushAndPull(openRepository(stack, repository, credentials), image, tag);
      } catch {
        // A part is down: what counts is what was acknowledged. The pause keeps refusals from spinning.
        await delay(50);
      }
    }
  };
  const ended = Promise.all(Array.from({ length: LOOPS }, async (_, name) => await loop(name)));
  return {
    acknowledged,
    images,
    contradictions,
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
}
