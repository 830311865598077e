import { decide } from '@wharfinger/fakes';
import type { PolicyDocument } from '@wharfinger/policy';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { acl, aclRequest, anyEntry, plainAcl } from '../../test/arbitrary-acl.ts';
import { type AclRequest, evaluateAcl } from '../../test/evaluate-acl.ts';
import type { AclEntry } from './acl-entry.ts';
import { type TranslatedAcl, translateAcl } from './translate-acl.ts';

function translate(entries: readonly AclEntry[]): TranslatedAcl {
  const translation = translateAcl(entries);
  if (translation.kind === 'invalid') throw new Error(translation.reason);
  return translation.value;
}

function grantedBy({ roles, bindings, denials }: TranslatedAcl, request: AclRequest): readonly string[] {
  const document: PolicyDocument = { schema: 1, defaults: false, roles, bindings, denials };
  const { account, labels, ip, service, type, name, actions } = request;
  const plain = {
    account: account === '' ? null : account,
    labels: Object.fromEntries(Object.entries(labels).map(([key, values]) => [key, [...values]])),
    address: ip,
    service,
    type,
    name,
    now: '2026-01-01T00:00:00Z',
  };
  return decide(document, plain, actions).granted;
}

/** A value with a slash stood for several parts of a name. */
const isPlain = ({ labels }: AclRequest): boolean =>
  !Object.values(labels)
    .flat()
    .some((value) => value.includes('/'));

const sorted = (actions: readonly string[]): string[] => actions.toSorted();

test('a list of which nothing was left out gives what docker_auth gave, to every request', () => {
  let translated = 0;
  fc.assert(
    fc.property(
      fc.oneof(acl, plainAcl),
      fc.array(aclRequest, { minLength: 15, maxLength: 25 }),
      (entries, requests) => {
        const rules = translate(entries);
        fc.pre(rules.leftOut.length === 0);
        translated += 1;
        for (const request of requests.filter(isPlain)) {
          expect([request, sorted(grantedBy(rules, request))]).toEqual([
            request,
            sorted(evaluateAcl(entries, request)),
          ]);
        }
      },
    ),
    { numRuns: 400, maxSkipsPerRun: 1000 },
  );
  expect(translated).toBe(400);
});

test('whatever was left out, nothing is given that docker_auth did not give', () => {
  fc.assert(
    fc.property(
      fc.oneof(acl, plainAcl),
      fc.array(aclRequest, { minLength: 15, maxLength: 25 }),
      (entries, requests) => {
        const rules = translate(entries);
        for (const request of requests) {
          const given = evaluateAcl(entries, request);
          expect([entries, request, grantedBy(rules, request).filter((action) => !given.includes(action))]).toEqual([
            entries,
            request,
            [],
          ]);
        }
      },
    ),
    { numRuns: 600 },
  );
});

test('one entry alone is translated whole or left out', () => {
  fc.assert(
    fc.property(anyEntry, fc.array(aclRequest, { minLength: 10, maxLength: 20 }), (entry, requests) => {
      const rules = translate([entry]);
      expect(rules.denials).toEqual([]);
      expect(rules.leftOut.length * rules.bindings.length).toBe(0);
      for (const request of requests.filter(isPlain)) {
        const expected = rules.leftOut.length > 0 ? [] : evaluateAcl([entry], request);
        expect([entry, request, sorted(grantedBy(rules, request))]).toEqual([entry, request, sorted(expected)]);
      }
    }),
    { numRuns: 600 },
  );
});
