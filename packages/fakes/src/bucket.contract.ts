import { describe, expect, test } from 'vitest';

import type { Bucket } from '@wharfinger/control-store';

/** A bucket and a prefix in it that nobody else uses. */
export type MakeBucket = () => { bucket: Bucket; prefix: string } | Promise<{ bucket: Bucket; prefix: string }>;

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (body: Uint8Array): string => new TextDecoder().decode(body);

/** What every adapter of the Bucket port does, the fake and the real ones. */
export function bucketContract(name: string, makeBucket: MakeBucket): void {
  describe(`${name} keeps the bucket contract`, () => {
    test('a missing key is missing', async () => {
      const { bucket, prefix } = await makeBucket();
      expect(await bucket.get(`${prefix}missing`)).toEqual({ kind: 'missing' });
    });
    test('what was put is found, byte for byte', async () => {
      const { bucket, prefix } = await makeBucket();
      const put = await bucket.put(`${prefix}a`, bytes('hello'));
      const found = await bucket.get(`${prefix}a`);
      expect(put.kind).toBe('stored');
      expect(found.kind === 'found' && text(found.body)).toBe('hello');
    });
  });
}
