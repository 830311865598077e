import { type Bucket, createDocuments, type Etag } from '@wharfinger/control-store';
import type { Logger } from '@wharfinger/function-kit';

import { rowsOf } from './throttle-cells.ts';
import { throttleDocumentSchema, throttleKey } from './throttle-document.ts';
import type { ThrottleMemory } from './throttle-memory.ts';
import {
  currentShard,
  EMPTY_SHARD,
  failNetworks,
  failPair,
  isKnownPair,
  isWideFailure,
  mergeShards,
  ownFailures,
  succeed,
  type ThrottleShard,
} from './throttle-shard.ts';

export type BucketThrottleOptions = {
  readonly bucket: Bucket;
  readonly now: () => Date;
  readonly sleep: (ms: number) => Promise<void>;
  /** Whether the store is known to keep the conditions of a write; nothing is written before. */
  readonly isWritable: () => boolean;
  readonly log: Pick<Logger, 'warn'>;
};

/** What an instance remembers, shared with the others through the control bucket. */
export type BucketThrottleMemory = ThrottleMemory & {
  /** Writes what isn't written yet, as before the process ends; gives up on what can't be written. */
  flush(): Promise<void>;
};

type Cached = { shard: ThrottleShard; etag?: Etag; askedAtMs: number; flight?: Promise<void> };

const MAX_AGE_MS = 5000;
/** A sign-in waits no longer for what others know. */
const PATIENCE_MS = 1000;
const WRITE_EVERY_MS = 1000;
/** Documents per round: under a spray over all of them, a round takes a sixteenth. */
const WRITES_PER_ROUND = 16;
const FAULT_PAUSE_MS = 5000;
const WARN_EVERY_MS = 60_000;

/**
 * Remembers in memory, which this instance goes by at once, and in 256 documents, which are read when they are older
 * than 5 s and written a second after a change. A fault of the store is logged, and memory goes on.
 */
export function createBucketThrottleMemory(options: BucketThrottleOptions): BucketThrottleMemory {
  const { now, sleep } = options;
  const documents = createDocuments<ThrottleShard>({ bucket: options.bucket, schema: throttleDocumentSchema });
  const cache = new Map<string, Cached>();
  const dirty = new Set<string>();
  const writes = new Set<Promise<boolean>>();
  let isWriting = false;
  let warnedAtMs = Number.NEGATIVE_INFINITY;

  function cached(id: string): Cached {
    const entry = cache.get(id) ?? { shard: EMPTY_SHARD, askedAtMs: Number.NEGATIVE_INFINITY };
    cache.set(id, entry);
    return entry;
  }

  function warn(err: unknown, what: string): void {
    const nowMs = now().getTime();
    if (nowMs - warnedAtMs < WARN_EVERY_MS) return;
    warnedAtMs = nowMs;
    options.log.warn({ err }, what);
  }

  function learn(entry: Cached, shard: ThrottleShard, etag: Etag): void {
    const nowMs = now().getTime();
    // Before merging: a time that a wrong clock wrote must not take anything else with it.
    entry.shard = mergeShards(currentShard(entry.shard, nowMs), currentShard(shard, nowMs));
    entry.etag = etag;
  }

  async function ask(id: string, entry: Cached): Promise<void> {
    try {
      const read = await documents.read(throttleKey(id), entry.etag === undefined ? {} : { ifNoneMatch: entry.etag });
      if (read.kind === 'found') learn(entry, read.value, read.etag);
    } catch (error) {
      warn(error, 'what other instances know of refused sign-ins could not be read');
    } finally {
      delete entry.flight;
    }
  }

  async function refresh(id: string): Promise<void> {
    const entry = cached(id);
    const ageMs = now().getTime() - entry.askedAtMs;
    if (entry.flight === undefined) {
      if (ageMs >= 0 && ageMs < MAX_AGE_MS) return;
      entry.askedAtMs = now().getTime();
      entry.flight = ask(id, entry);
    }
    await Promise.race([entry.flight, sleep(PATIENCE_MS)]);
  }

  /** Whether it is written. */
  async function write(id: string): Promise<boolean> {
    const entry = cached(id);
    dirty.delete(id);
    try {
      const written = await documents.update(throttleKey(id), (current = EMPTY_SHARD) => {
        const nowMs = now().getTime();
        return mergeShards(currentShard(current, nowMs), currentShard(entry.shard, nowMs));
      });
      if (written.kind === 'stored') learn(entry, written.value, written.etag);
      entry.askedAtMs = now().getTime();
      return true;
    } catch (error) {
      dirty.add(id);
      warn(error, 'refused sign-ins could not be written down for other instances');
      return false;
    }
  }

  async function writeRound(max: number): Promise<boolean> {
    const round = [...dirty].slice(0, max).map((id) => {
      const writing = write(id).finally(() => writes.delete(writing));
      writes.add(writing);
      return writing;
    });
    return (await Promise.all(round)).every(Boolean);
  }

  async function writeBehind(): Promise<void> {
    isWriting = true;
    await sleep(WRITE_EVERY_MS);
    while (dirty.size > 0) {
      const isDone = options.isWritable() && (await writeRound(WRITES_PER_ROUND));
      await sleep(isDone ? WRITE_EVERY_MS : FAULT_PAUSE_MS);
    }
    isWriting = false;
  }

  function change(id: string, next: (shard: ThrottleShard) => ThrottleShard): void {
    const entry = cached(id);
    const changed = next(entry.shard);
    if (changed === entry.shard) return;
    entry.shard = changed;
    dirty.add(id);
    if (!isWriting) void writeBehind();
  }

  return {
    refresh: async ({ shards }) => {
      await Promise.all([...new Set([shards.account, shards.networks])].map(refresh));
    },
    recall: ({ account, networks, pair, shards }) => {
      const { shard } = cached(shards.account);
      const ofNetworks = cached(shards.networks).shard.cells.networks;
      const isKnown = isKnownPair(shard, pair.key, now().getTime());
      return {
        pair: isKnown ? [ownFailures(shard, pair.key)] : rowsOf(shard.cells.pairs, pair.cells),
        account: rowsOf(shard.cells.accounts, account.cells),
        networks: networks.map(({ cells }) => rowsOf(ofNetworks, cells)),
        isKnown,
      };
    },
    fail: (keys) => {
      const nowMs = now().getTime();
      const { networks, pair, shards } = keys;
      const own = ownFailures(cached(shards.account).shard, pair.key);
      const isWide = networks.length > 0 && isWideFailure(own, nowMs);
      change(shards.account, (shard) => failPair(shard, keys, nowMs, isWide));
      if (isWide) change(shards.networks, (shard) => failNetworks(shard, networks, nowMs));
    },
    succeed: ({ pair, shards }) => {
      const nowMs = now().getTime();
      change(shards.account, (shard) => succeed(shard, pair.key, nowMs));
    },
    flush: async () => {
      if (options.isWritable()) await writeRound(Number.POSITIVE_INFINITY);
      await Promise.all(writes);
    },
  };
}
