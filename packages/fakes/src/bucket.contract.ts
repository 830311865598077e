import { describe, expect, onTestFinished, test } from 'vitest';

import { bucketConditionRules } from './bucket-condition.contract.ts';
import { bucketContentRules } from './bucket-content.contract.ts';
import { bucketListingRules } from './bucket-listing.contract.ts';
import { bucketRaceRules } from './bucket-race.contract.ts';
import type { BucketRules, BucketUnderTest } from './bucket-rules.ts';

export type MakeBucket = () => BucketUnderTest | Promise<BucketUnderTest>;

export type BucketContractOptions = {
  /** A rule's words → why this backend is let off. */
  skips?: Readonly<Record<string, string>>;
};

const rules: BucketRules = {
  ...bucketContentRules,
  ...bucketConditionRules,
  ...bucketListingRules,
  ...bucketRaceRules,
};

/**
 * What every adapter of the `Bucket` port does, the fake and the real ones. To be called in a test file.
 *
 * @throws {TypeError} for a skip that names no rule
 */
export function bucketContract(name: string, makeBucket: MakeBucket, { skips = {} }: BucketContractOptions = {}): void {
  const unknown = Object.keys(skips).filter((title) => !(title in rules));
  if (unknown.length > 0) throw new TypeError(`no such rule: ${unknown.join(', ')}`);

  describe(`${name} keeps the bucket contract`, () => {
    test.for(Object.entries(rules))('%s', async ([title, check], context) => {
      const reason = skips[title];
      if (reason !== undefined) return context.skip(reason);
      const made = await makeBucket();
      onTestFinished(() => removeAll(made));
      expect.hasAssertions();
      return check(made);
    });
  });
}

async function removeAll({ bucket, prefix }: BucketUnderTest): Promise<void> {
  const { keys } = await bucket.list(prefix);
  for (const { key } of keys) await bucket.delete(key);
}
