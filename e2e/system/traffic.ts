import { setTimeout as delay } from 'node:timers/promises';
import type { Credentials } from '../clients/registry-tool.ts';
import { openRepository } from '../http/registry-session.ts';
import { buildImage } from '../images/image.ts';
import type { Image } from '../images/image.ts';
import type { Stack } from './stack-schema.ts';

export type AcknowledgedPush = { image: Image; tag: string; acknowledgedAtMs: number };

/** A loop of pushes and pulls that goes on whatever fails. */
export type Traffic = {
  acknowledged: readonly AcknowledgedPush[];
  /** Answers that no fault explains: an acknowledged image that is missing or has other content. */
  contradictions: readonly string[];
  stop: () => Promise<void>;
};

/** Pushes one small image after another to the repository, each under a tag of its own, and pulls each at once. */
export function startTraffic(stack: Stack, repository: string, credentials: Credentials): Traffic {
  const acknowledged: AcknowledgedPush[] = [];
  const contradictions: string[] = [];
  const stopping = new AbortController();

  const pushOne = async (position: number): Promise<void> => {
    const session = openRepository(stack, repository, credentials);
    const image = buildImage({ seed: `${repository} ${position}`, layerSizesBytes: [900, 5000] });
    const tag = `v${position}`;
    await session.push(image, tag);
    acknowledged.push({ image, tag, acknowledgedAtMs: performance.now() });
    const answer = await session.pullManifest(tag);
    const digest = answer.headers.get('docker-content-digest');
    if (answer.status === 404 || (answer.status === 200 && digest !== image.manifest.descriptor.digest)) {
      contradictions.push(`${tag} was acknowledged, and its pull answered ${answer.status} with ${digest}`);
    }
  };
  const loop = async (): Promise<void> => {
    for (let position = 0; !stopping.signal.aborted; position += 1) {
      try {
        await pushOne(position);
      } catch {
        // A part is down: what counts is what was acknowledged. The pause keeps refusals from spinning.
        await delay(50);
      }
    }
  };
  const ended = loop();
  return {
    acknowledged,
    contradictions,
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
}
