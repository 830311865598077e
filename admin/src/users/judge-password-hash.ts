import { BCRYPT_COSTS, judgePasswordHash as judgeByGrammar } from '@wharfinger/identities';

export type JudgedHash = { kind: 'ok' } | { kind: 'refused'; reason: string };

/** How other hashes begin, and what they are called. */
const OTHERS: readonly (readonly [RegExp, string])[] = [
  [/^\$2/, 'a damaged bcrypt hash'],
  [/^\$apr1\$/, "Apache's MD5 (apr1)"],
  [/^\$1\$/, 'MD5 crypt'],
  [/^\{SSHA\}/i, 'salted SHA-1'],
  [/^\{SHA\}/i, 'SHA-1 without a salt'],
  [/^\$5\$/, 'SHA-256 crypt'],
  [/^\$6\$/, 'SHA-512 crypt'],
  [/^\$(?:y|7|gy)\$/, 'scrypt or yescrypt'],
  [/^\$argon2/, 'argon2'],
  [/^[./A-Za-z0-9]{13}$/, 'DES crypt'],
];

/** Whether a password hash can be taken over as it is: bcrypt, and of a cost that a sign-in can pay. */
export function judgePasswordHash(hash: string | null): JudgedHash {
  if (hash === null) {
    return refused('it has no password, which docker_auth takes for "any password will do": give it one');
  }
  const judged = judgeByGrammar(hash);
  // Where entries come from nothing reads argon2: it let nobody in there.
  if (judged.kind !== 'unknown' && judged.algorithm === 'bcrypt') {
    return judged.kind === 'ok'
      ? { kind: 'ok' }
      : refused(`its bcrypt cost is ${judged.cost}, and must be ${BCRYPT_COSTS.min} to ${BCRYPT_COSTS.max}`);
  }
  const name = OTHERS.find(([pattern]) => pattern.test(hash))?.[1] ?? 'a plain password or an unknown hash';
  return refused(`its password is ${name}, and only bcrypt can be taken over: set a new password (htpasswd -B)`);
}

function refused(reason: string): JudgedHash {
  return { kind: 'refused', reason };
}
