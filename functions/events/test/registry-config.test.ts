import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

// With references, one manifest can make a notification that this function refuses for its length, again and again.
test("the registry's configuration keeps notifications short", () => {
  const text = readFileSync(new URL('../../../registry/config.yml', import.meta.url), 'utf8');
  const settings = text.split('\n').filter((line) => /^\s*includereferences:/.test(line));
  expect(settings.map((line) => line.trim())).toEqual(['includereferences: false']);
});
