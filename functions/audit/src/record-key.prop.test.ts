import { isDeepStrictEqual } from 'node:util';

import { epochNanoseconds } from '@wharfinger/events';
import { isRepositoryName, type RepositoryName } from '@wharfinger/oci';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import {
  cursorAt,
  decisionPlace,
  isBefore,
  isRecordCursor,
  keyAtCursor,
  recordName,
  recordsPrefix,
} from './record-key.ts';
import type { RecordPlace } from './record-place.ts';

const component = fc.stringMatching(/^[a-z0-9]{1,3}(?:(?:[._-]|__)[a-z0-9]{1,3})?$/);
const repository = fc
  .array(component, { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join('/'))
  .filter((name): name is RepositoryName => isRepositoryName(name));
const account = fc.stringMatching(/^[a-z0-9]{1,4}([._@+-][a-z0-9]{1,4}){0,2}$/);
const place: fc.Arbitrary<RecordPlace> = fc.oneof(
  repository.map((name) => ({ kind: 'repository', repository: name }) as const),
  fc.option(account).map((name) => ({ kind: 'account', account: name }) as const),
  fc.constant({ kind: 'policy' } as const),
);
const identity = fc.stringMatching(/^[0-9a-f]{32}$/);
const time = fc
  .tuple(
    fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }),
    fc.stringMatching(/^[0-9]{1,9}$/),
  )
  .map(([date, fraction]) => date.toISOString().replace(/\d{3}Z$/, `${fraction}Z`));

describe('the key of a record', () => {
  test('the later event sorts first', () => {
    fc.assert(
      fc.property(time, time, identity, identity, (left, right, leftId, rightId) => {
        fc.pre(epochNanoseconds(left) !== epochNanoseconds(right));
        const isLater = epochNanoseconds(left) > epochNanoseconds(right);
        expect(recordName(left, leftId) < recordName(right, rightId)).toBe(isLater);
      }),
    );
  });

  test('all names have one length', () => {
    fc.assert(
      fc.property(time, identity, (eventTime, hex) => {
        expect(recordName(eventTime, hex)).toMatch(/^\d{21}-[0-9a-f]{32}\.json$/);
      }),
    );
  });

  test('a name says whether its event is before a time', () => {
    fc.assert(
      fc.property(time, time, identity, (eventTime, since, hex) => {
        expect(isBefore(recordName(eventTime, hex), since)).toBe(epochNanoseconds(eventTime) < epochNanoseconds(since));
      }),
    );
  });

  test('the key of a decision says whose it is, and no other key does', () => {
    fc.assert(
      fc.property(place, time, identity, (whose, eventTime, hex) => {
        const key = `${recordsPrefix('local', whose)}${recordName(eventTime, hex)}`;
        fc.pre(whose.kind === 'account');
        expect(decisionPlace('local', key)).toEqual(whose);
      }),
    );
  });

  test.each([
    '',
    'x',
    'anonymous',
    'anonymous/a/b',
    'accounts/x',
    'accounts/A/x',
    'accounts/a/b/x',
    'accounts//x',
    'a/b/c',
  ])('audit/local/auth/%s is nobody’s place', (rest) => {
    expect(decisionPlace('local', `audit/local/auth/${rest}`)).toBeUndefined();
  });

  test('no prefix of a repository or account is within that of another', () => {
    fc.assert(
      fc.property(place, place, (left, right) => {
        const isWithin = recordsPrefix('local', right).startsWith(recordsPrefix('local', left));
        expect(isWithin).toBe(isDeepStrictEqual(left, right));
      }),
    );
  });

  test('the cursor of a key leads back to that key', () => {
    fc.assert(
      fc.property(place, time, identity, (whose, eventTime, hex) => {
        const prefix = recordsPrefix('local', whose);
        const key = `${prefix}${recordName(eventTime, hex)}`;
        const cursor = cursorAt(prefix, key);
        expect(isRecordCursor(cursor) && keyAtCursor(prefix, cursor)).toBe(key);
      }),
    );
  });

  test.each(['', '/', 'a/b', '../x', 'a b', 'ä', 'a'.repeat(129), 'a\n'])('%j is no cursor', (text) => {
    expect(isRecordCursor(text)).toBe(false);
  });
});
