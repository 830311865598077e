import { describe, expect, test } from 'vitest';

import { siteSchema } from './site.ts';

describe('the name of a site', () => {
  test.each(['a', '0', 'local', 'eu-west-1', 'a--b', 'a'.repeat(63)])('%s is one', (text) => {
    expect(siteSchema.safeParse(text).success).toBe(true);
  });

  test.each(['', '-', 'a-', '-a', 'Local', 'a/b', '..', 'a.b', 'a_b', 'ä', 'a\n', 'a'.repeat(64)])(
    '%j is none',
    (text) => {
      expect(siteSchema.safeParse(text).success).toBe(false);
    },
  );
});
