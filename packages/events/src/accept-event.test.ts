import { describe, expect, test } from 'vitest';

import { acceptEvent } from './accept-event.ts';
import { signEvent } from './event-signature.ts';
import { type HttpMessage, toHttpMessage } from './http-message.ts';
import { toRegistryEvent } from './to-registry-event.ts';

const SECRET = 'fixed-secret-of-a-test';

function message(site: string, secret: string): { headers: HttpMessage['headers']; body: Uint8Array } {
  const event = toRegistryEvent(
    { id: '0192', timestamp: '2026-11-22T15:57:25Z', action: 'delete', target: { repository: 'team/app', tag: 'v1' } },
    { site, registry: 'registry.example' },
  );
  if (event.kind === 'invalid') throw new Error(event.reason);
  const { headers, body } = toHttpMessage(signEvent(event.value, secret));
  return { headers, body: new TextEncoder().encode(body) };
}

describe('acceptEvent', () => {
  const trust = { site: 'local', secrets: ['the-next-secret-of-a-test', SECRET] };

  test('takes a signed event of the own site', () => {
    expect(acceptEvent(message('local', SECRET), trust)).toEqual({
      kind: 'ok',
      value: expect.objectContaining({ id: '0192', repository: 'team/app' }),
    });
  });

  test.each([
    ['signature', message('local', 'another-secret-of-a-test')],
    ['site', message('other', SECRET)],
    ['content-type', { ...message('local', SECRET), headers: {} }],
  ])('the reason for a refusal names the %s', (word, refused) => {
    expect(acceptEvent(refused, trust)).toEqual({ kind: 'invalid', reason: expect.stringContaining(word) });
  });
});
