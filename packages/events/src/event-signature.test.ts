import { describe, expect, test } from 'vitest';

import { parseNotification } from './notification.ts';
import { signEvent, verifyEvent } from './event-signature.ts';
import type { RegistryEvent } from './registry-event.ts';
import { toAuthEvent } from './to-auth-event.ts';
import { toRegistryEvent } from './to-registry-event.ts';

const SECRET = 'fixed-secret-of-a-test';

function exampleEvent(): RegistryEvent {
  const notification = parseNotification({
    id: '0192',
    timestamp: '2026-11-22T15:57:25.990Z',
    action: 'delete',
    target: { repository: 'team/app', tag: 'v1' },
  });
  if (notification.kind === 'invalid') throw new Error(notification.reason);
  const event = toRegistryEvent(notification.value, { site: 'local', registry: 'registry.example' });
  if (event.kind === 'invalid') throw new Error(event.reason);
  return event.value;
}

describe('signEvent', () => {
  test('the same event and secret give this signature, whichever version signs', () => {
    expect(signEvent(exampleEvent(), SECRET).signature).toBe('VDe3ZHwXnUxBCAfC8OMwzpwQQ-GWcXMtKG324qCwxSE');
  });

  test('nor does that of an auth event depend on it', () => {
    const event = toAuthEvent(
      {
        id: '0192',
        time: '2026-11-22T15:57:25.99Z',
        outcome: 'refused',
        reason: 'the password is wrong',
        account: 'alice',
        service: 'registry.example',
        address: null,
        credential: null,
        requested: [],
        granted: [],
        decisions: [],
        count: 1,
      },
      { site: 'local' },
    );
    if (event.kind === 'invalid') throw new Error(event.reason);
    expect(signEvent(event.value, SECRET).signature).toBe('I6bxLS2rfPsd-ehA-AifmGHe32apm4wesp_M71J79rw');
  });

  test.each([
    ['none', undefined],
    ['empty', ''],
    ['another length', 'AAAA'],
    ['not base64url', '*'.repeat(43)],
  ])('a signature that is %s does not verify', (_title, signature) => {
    expect(verifyEvent({ ...exampleEvent(), signature }, SECRET)).toBe(false);
  });

  test('a signature written otherwise does not verify', () => {
    const signed = signEvent(exampleEvent(), SECRET);
    expect(verifyEvent(signed, SECRET)).toBe(true);
    expect(verifyEvent({ ...signed, signature: `${signed.signature}=` }, SECRET)).toBe(false);
  });

  test('a time that a broker wrote otherwise still verifies, another time does not', () => {
    const signed = signEvent(exampleEvent(), SECRET);
    expect(verifyEvent({ ...signed, time: '2026-11-22T16:57:25.99+01:00' }, SECRET)).toBe(true);
    expect(verifyEvent({ ...signed, time: '2026-11-22T15:57:25.991Z' }, SECRET)).toBe(false);
  });
});
