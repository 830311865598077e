import { expect, test } from 'vitest';

import { DECOY_HASH } from './argon2-password-hasher.ts';
import { createPasswordHasher } from './password-hasher.ts';

const by = (name: string) => ({
  hash: async () => name,
  verify: async (hash: string | undefined) => {
    asked.push(`${name} ${hash?.slice(0, 4)}`);
    return true;
  },
});
const asked: string[] = [];

test('each hash is verified by its own algorithm, none by ours, and ours makes the new ones', async () => {
  const hasher = createPasswordHasher({ argon2: by('argon2'), bcrypt: by('bcrypt') });
  await hasher.verify(DECOY_HASH, 'x');
  await hasher.verify('$2y$10$abc', 'x');
  await hasher.verify(undefined, 'x');
  expect(asked).toEqual(['argon2 $arg', 'bcrypt $2y$', 'argon2 undefined']);
  expect(await hasher.hash('x')).toBe('argon2');
});
