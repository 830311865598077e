import * as fc from 'fast-check';

import { type RegistryEvent, type RegistryNotification, toRegistryEvent } from '../src/index.ts';

const name = fc.stringMatching(/^[a-z0-9]{1,8}$/);
const repository = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
const digest = fc.stringMatching(/^[0-9a-f]{64}$/).map((hex) => `sha256:${hex}`);
// Any text that CloudEvents allows in an attribute: spaces, quotes, percent signs and every script.
const attributeText = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .filter((text) => !/[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u.test(text));
const anyText = fc.string({ unit: 'binary', maxLength: 20 });
const timestamp = fc
  .date({ min: new Date('1970-01-01T00:00:00Z'), max: new Date('2100-01-01T00:00:00Z'), noInvalidDate: true })
  .chain((date) =>
    fc.stringMatching(/^[0-9]{1,9}$/).map((fraction) => date.toISOString().replace(/\d{3}Z$/, `${fraction}Z`)),
  );

const mediaType = fc.constantFrom(
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/octet-stream',
);

// A notification that becomes an event.
const arbitraryNotification: fc.Arbitrary<RegistryNotification> = fc.record({
  id: fc.uuid(),
  timestamp,
  action: fc.constantFrom('push', 'pull', 'mount', 'delete'),
  target: fc.record({
    repository,
    digest,
    mediaType,
    size: fc.nat(),
    tag: fc.option(fc.stringMatching(/^[a-z0-9_][a-z0-9._-]{0,10}$/), { nil: undefined }),
    fromRepository: fc.option(repository, { nil: undefined }),
    references: fc.option(fc.array(fc.record({ mediaType: anyText, digest, size: fc.nat() }), { maxLength: 3 }), {
      nil: undefined,
    }),
  }),
  request: fc.record({ id: fc.uuid(), addr: anyText, host: anyText, method: anyText, useragent: anyText }),
  actor: fc.option(fc.record({ name: attributeText }), { nil: undefined }),
  source: fc.record({ addr: anyText, instanceID: anyText }),
});

/** An event that is not signed yet. */
export const arbitraryEvent: fc.Arbitrary<RegistryEvent> = fc
  .tuple(arbitraryNotification, attributeText, attributeText)
  .map(([notification, site, registry]) => {
    const event = toRegistryEvent(notification, { site, registry });
    if (event.kind === 'invalid') throw new Error(event.reason);
    return event.value;
  });
