import type { Bucket, Etag, GetResult } from '@wharfinger/control-store';

/** A bucket and a prefix in it, ending in `/`, that no other test uses. */
export type BucketUnderTest = { bucket: Bucket; prefix: string };

/** The rule in words → a check that fails where a bucket breaks it. */
export type BucketRules = Readonly<Record<string, (made: BucketUnderTest) => Promise<void>>>;

export async function mustPut(bucket: Bucket, key: string, body: Uint8Array): Promise<Etag> {
  const result = await bucket.put(key, body);
  if (result.kind !== 'stored') throw new Error(`a put of ${key} without a condition was refused`);
  return result.etag;
}

export async function keysUnder(bucket: Bucket, prefix: string): Promise<string[]> {
  return (await bucket.list(prefix)).keys.map(({ key }) => key.slice(prefix.length));
}

export function inByteOrder(names: readonly string[]): string[] {
  return names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

export function etagOf(digit: string): Etag {
  return digit.repeat(32);
}

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function textOf(result: GetResult): string | undefined {
  return result.kind === 'found' ? new TextDecoder().decode(result.body) : undefined;
}
