import * as fc from 'fast-check';

import type { AclEntry } from '../src/policy/acl-entry.ts';
import type { AclRequest } from './evaluate-acl.ts';

// Few words, so that entries and requests meet each other often.
const name = fc.constantFrom(
  'team/*',
  'team/**',
  '*',
  '*/*',
  'team/app',
  't*m/a*',
  '${account}/*',
  'x${account}/*',
  '${labels:team}/*',
  '${labels:team}-shared/*',
  String.raw`/^team\/.*$/`,
  '/^${account}/.+/',
  '/^(team/app|alice/app)$/',
  '/^te.*$/',
  '/.+/',
  'catalog',
  'Team/App',
  'team/app?',
  'te[am]*/app',
  '/app/',
  '',
);
const account = fc.constantFrom(
  'alice',
  'a.b',
  'alice',
  '/.+/',
  '/^.+$/',
  '/.*/',
  '*',
  '/^(alice|bob)$/',
  '',
  'al*',
  'Alice',
  '/bob/',
);
const match = fc.record(
  {
    account,
    type: fc.constantFrom('repository', 'registry', '*', '/.+/', '/^(registry|repository)$/', 'gc', 're*'),
    name,
    ip: fc.constantFrom('10.0.0.0/8', '10.1.2.3/16', '10.1.2.3', '::1', '2001:db8::/32', '0.0.0.0/0'),
    service: fc.constantFrom('registry.example', '/.*/', '/^(registry.example|other)$/', '*', 'other'),
    labels: fc.constantFrom<Record<string, string>>(
      { groups: 'dev' },
      { groups: '/^(dev|ops)$/' },
      { groups: 'ops' },
      { groups: 'dev', team: 'red' },
      { groups: '*' },
      {},
    ),
  },
  { requiredKeys: [] },
);
const actions = fc.constantFrom(
  ['*'],
  ['pull'],
  ['pull', 'push'],
  ['push'],
  [],
  ['*', 'pull'],
  ['delete', 'pull', 'push'],
);

const entry: fc.Arbitrary<AclEntry> = fc.record({
  // Most conditions of most lists are not there.
  match: fc.tuple(match, fc.subarray(['type', 'ip', 'service', 'labels'], { maxLength: 3 })).map(([all, without]) => {
    const kept = Object.entries(all).filter(([key]) => !without.includes(key));
    return Object.fromEntries(kept);
  }),
  actions,
  comment: fc.constant(undefined),
});

/** A list with entries of every kind; some can't be translated. */
export const acl: fc.Arbitrary<AclEntry[]> = fc.array(entry, { maxLength: 6 });

/** A list of one entry alone. */
export const anyEntry: fc.Arbitrary<AclEntry> = entry;

const resource = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('repository'),
      name: fc.constantFrom(
        'team/app',
        'team/app/x',
        'team',
        'tom/a',
        'app',
        'alice/app',
        'bob/app',
        'a.b/app',
        'axb/app',
        'red/app',
        'red/blue/app',
        'red-shared/app',
        'xalice/app',
        'x/app',
        'catalog',
      ),
      actions: fc.constant(['pull', 'push', 'delete']),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('registry'), name: fc.constant('catalog'), actions: fc.constant(['*']) }),
  },
);

const caller = fc.oneof(
  fc.constant({ account: '', labels: {} }),
  fc.record({
    account: fc.constantFrom('alice', 'bob', 'a.b', 'catalog'),
    labels: fc.record(
      {
        groups: fc.subarray(['dev', 'ops', 'Dev']),
        team: fc.subarray(['red', 'blue', 'team', 'red/blue', 'catalog']),
      },
      { requiredKeys: [] },
    ),
  }),
);

/** A request for every action of a resource, one by one. */
export const aclRequest: fc.Arbitrary<AclRequest> = fc
  .tuple(
    caller,
    resource,
    fc.constantFrom('registry.example', 'other', 'a/b'),
    fc.constantFrom('10.1.2.3', '10.1.9.9', '10.9.9.9', '203.0.113.9', '2001:db8::7', '::1', null),
  )
  .map(([who, what, service, ip]) => Object.assign({ service, ip }, who, what));

const plainConditions = {
  name: fc.constantFrom('team/*', '*/app', '${account}/*', '${labels:team}/*'),
  service: fc.constantFrom('registry.example', 'other', '/^(registry.example|other)$/'),
};
const plainMatch = fc.oneof(
  fc.record(
    {
      ...plainConditions,
      account: fc.constantFrom('alice', '/.+/', '/^(alice|bob)$/'),
      ip: fc.constantFrom('10.0.0.0/8', '203.0.113.9'),
    },
    { requiredKeys: [] },
  ),
  fc.record(
    { ...plainConditions, labels: fc.constantFrom({ groups: 'dev' }, { groups: 'ops' }, { groups: '/^(dev|ops)$/' }) },
    { requiredKeys: ['labels'] },
  ),
);

/** A list of which most entries can be translated, so that those before and behind them matter. */
export const plainAcl: fc.Arbitrary<AclEntry[]> = fc.array(
  fc.record({ match: plainMatch, actions, comment: fc.constant(undefined) }),
  { minLength: 3, maxLength: 4 },
);
