import { expect, test } from 'vitest';

import { judgePasswordHash } from './judge-password-hash.ts';

const REST = '$FrBrAwi4pDrfHQ7IS6Bpee2iRbMaJvc/0sl9ddRivfEI5Zrm6oNVK';

test.each(['$2a$04', '$2b$10', '$2y$14'])('bcrypt that begins with %s is taken over', (start) => {
  expect(judgePasswordHash(`${start}${REST}`)).toStrictEqual({ kind: 'ok' });
});

test.each([
  ['none', null, 'no password'],
  ['bcrypt too cheap', `$2y$03${REST}`, 'cost is 3'],
  ['bcrypt too dear', `$2y$15${REST}`, 'cost is 15'],
  ['bcrypt of 2011', `$2x$05${REST}`, 'damaged bcrypt'],
  ['bcrypt without an end', `$2y$05${REST.slice(0, -1)}`, 'damaged bcrypt'],
  ['bcrypt with bits behind its salt', `$2y$05${REST.slice(0, 22)}f${REST.slice(23)}`, 'damaged bcrypt'],
  ['bcrypt with bits behind its hash', `$2y$05${REST.slice(0, -1)}L`, 'damaged bcrypt'],
  ['bcrypt and more', `$2y$05${REST}:x`, 'damaged bcrypt'],
  ['apr1', '$apr1$abcdefgh$9IkU7uap7ORmBDDLaz3J70', 'apr1'],
  ['MD5 crypt', '$1$abcdefgh$c5pYIsiaO9vOEUHJZSPV11', 'MD5 crypt'],
  ['SHA-1', '{SHA}VBPuJHI7uixaa6LQGWx4s+5GKNE=', 'SHA-1 without'],
  ['salted SHA-1', '{SSHA}VBPuJHI7uixaa6LQGWx4s+5GKNE=', 'salted SHA-1'],
  ['SHA-256 crypt', '$5$abcdefgh$LrsHKDxbZe7nlNeOOlhRInAAvkzJyoZaEdUINDeqAR9', 'SHA-256 crypt'],
  ['SHA-512 crypt', '$6$abcdefgh$sDJbFsQbYgg7umS7j7vH7Q180', 'SHA-512 crypt'],
  ['yescrypt', '$y$j9T$abc$def', 'yescrypt'],
  ['argon2', '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA', 'argon2'],
  ['DES crypt', 'rqXexS6ZhobKA', 'DES crypt'],
  ['a plain password', 'hunter2hunter2', 'plain password'],
])('%s is refused, and not shown', (_what, hash, reason) => {
  const judged = judgePasswordHash(hash);

  expect(judged).toMatchObject({ kind: 'refused', reason: expect.stringContaining(reason) });
  expect(JSON.stringify(judged)).not.toContain((hash ?? 'no such hash').slice(-8));
});
