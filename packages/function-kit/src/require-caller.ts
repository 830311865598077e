import { createHash, timingSafeEqual } from 'node:crypto';

import type { Handler } from './function-definition.ts';
import { problem } from './responses.ts';
import type { Secret } from './secret.ts';

/**
 * Lets a request through only when it brings one of the secrets as a bearer token; compared in constant time.
 * @throws {RangeError} when there is no secret, or an empty one: that would let everyone in
 */
export function requireCaller(secrets: readonly Secret[], handler: Handler): Handler {
  if (secrets.length === 0 || secrets.some((secret) => secret.reveal() === '')) {
    throw new RangeError('requireCaller needs at least one secret, and none may be empty.');
  }
  const expected = secrets.map((secret) => hash(secret.reveal()));
  return (request) => {
    const given = hash(/^bearer +(.+)$/i.exec(request.headers['authorization'] ?? '')?.[1]?.trim() ?? '');
    // NOTE: every secret is compared, so that the time doesn't tell which one came near.
    const matches = expected.filter((one) => timingSafeEqual(one, given));
    return matches.length > 0 ? handler(request) : refused();
  };
}

const refused = () =>
  problem(
    401,
    { title: 'Unauthorized', detail: 'This call needs the caller secret as a bearer token.' },
    { 'www-authenticate': 'Bearer realm="caller"' },
  );

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
