import { describe, expect, test } from 'vitest';

import { acceptEvent } from './accept-event.ts';
import { acceptRegistryEvent } from './accept-registry-event.ts';
import { signEvent } from './event-signature.ts';
import { type HttpMessage, toHttpMessage } from './http-message.ts';
import { toAuthEvent } from './to-auth-event.ts';
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

function authMessage(): ReturnType<typeof message> {
  const decision = {
    id: '0193',
    time: '2026-11-22T15:57:25Z',
    outcome: 'granted',
    reason: 'nothing was asked for',
    account: 'alice',
    service: 'registry.example',
    address: null,
    credential: null,
    requested: [],
    granted: [],
    decisions: [],
    count: 1,
  } as const;
  const event = toAuthEvent(decision, { site: 'local' });
  if (event.kind === 'invalid') throw new Error(event.reason);
  const { headers, body } = toHttpMessage(signEvent(event.value, SECRET));
  return { headers, body: new TextEncoder().encode(body) };
}

const trust = { site: 'local', secrets: ['the-next-secret-of-a-test', SECRET] };

describe('acceptEvent', () => {
  test('takes an auth event as well', () => {
    expect(acceptEvent(authMessage(), trust)).toMatchObject({ kind: 'ok', value: { id: '0193', subject: 'alice' } });
  });

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

describe('acceptRegistryEvent', () => {
  test('takes what happened in the registry and nothing else', () => {
    expect(acceptRegistryEvent(message('local', SECRET), trust)).toEqual(acceptEvent(message('local', SECRET), trust));
    expect(acceptRegistryEvent(authMessage(), trust)).toEqual({
      kind: 'invalid',
      reason: 'the event is none of the registry',
    });
  });

  test('refuses what acceptEvent refuses', () => {
    expect(acceptRegistryEvent(message('other', SECRET), trust).kind).toBe('invalid');
  });
});
