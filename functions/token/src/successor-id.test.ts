import { Secret } from '@wharfinger/function-kit';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod';

import { successorId } from './successor-id.ts';

const SECRET = new Secret('the secret of the refresh tokens');
const OTHER = new Secret('another secret of refresh tokens');

test('is a UUID, the same each time, and another for another token or secret', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.uuid(), (used, other) => {
      fc.pre(used !== other);
      const next = successorId(used, SECRET);
      expect(z.uuid().safeParse(next).success).toBe(true);
      expect(successorId(used.toUpperCase(), SECRET)).toBe(next);
      expect(new Set([used, next, successorId(other, SECRET), successorId(used, OTHER)]).size).toBe(4);
    }),
  );
});

test('stays what it is, so that instances of two versions agree', () => {
  expect(successorId('00000000-0000-4000-8000-000000000001', SECRET)).toMatchInlineSnapshot(
    `"ef11ba3b-4a69-808a-bd8b-d3f4d7fc4c34"`,
  );
});
