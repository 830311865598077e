import { expect, test } from 'vitest';

import {
  ALICE,
  DEV,
  EARLIER,
  EVERYONE,
  type Finding,
  first,
  found,
  give,
  LATER,
  policy,
  SIGNED_IN,
  take,
} from '../../test/judged-rules.ts';

test.each<Finding>([
  {
    rule: 'two bindings are equal',
    bindings: [give('b'), give('a'), give('c')],
    expected: ['shadowed b $.bindings[0]', 'shadowed c $.bindings[2]'],
  },
  {
    rule: 'another gives more',
    bindings: [
      give('a', { names: ['team/app'], role: 'reader' }),
      give('b', { names: ['x/**', 'team/**'] }),
      give('c', {
        names: ['team/x', 'x/y'],
        notBefore: EARLIER,
        notAfter: LATER,
        cidrs: ['10.0.0.0/8'],
        services: ['wharfinger'],
      }),
    ],
    expected: ['shadowed a $.bindings[0]', 'shadowed c $.bindings[2]'],
  },
  {
    rule: 'another gives it to more',
    bindings: [
      give('a', { subjects: [ALICE] }),
      give('b', { subjects: [SIGNED_IN] }),
      give('c', { subjects: [EVERYONE], names: ['team/app'] }),
    ],
    expected: ['shadowed a $.bindings[0]'],
  },
  {
    rule: 'everyone has it',
    bindings: [give('a', { subjects: [ALICE, DEV, SIGNED_IN] }), give('b', { subjects: [EVERYONE], names: undefined })],
    expected: ['shadowed a $.bindings[0]'],
  },
  {
    rule: 'a signed-in caller need not be who has a label, nor the other way round',
    bindings: [
      give('a'),
      give('b', { subjects: [SIGNED_IN] }),
      give('c', { subjects: [ALICE, DEV], role: 'reader', names: ['x'] }),
    ],
    expected: [],
  },
  {
    rule: 'another holds longer, wider and for more',
    bindings: [
      give('a', {
        notAfter: EARLIER.replace('2026', '2027'),
        cidrs: ['10.1.0.0/16', '2001:db8::/48'],
        services: ['wharfinger'],
      }),
      give('b', {
        notBefore: EARLIER,
        notAfter: '2028-01-01T00:00:00Z',
        cidrs: ['2001:db8::/32', '10.0.0.0/8'],
        services: ['wharfinger', 'registry.example'],
      }),
    ],
    expected: ['shadowed a $.bindings[0]'],
  },
  {
    rule: 'another is stricter in one way',
    bindings: [
      give('a'),
      give('b', { role: 'maintainer', notAfter: LATER }),
      give('c', { role: 'maintainer', notBefore: LATER }),
      give('d', { role: 'maintainer', cidrs: ['0.0.0.0/0'] }),
      give('e', { role: 'maintainer', services: ['wharfinger'] }),
    ],
    expected: [],
  },
  {
    rule: 'another gives less',
    bindings: [
      give('a', { role: 'maintainer' }),
      give('b', { role: 'writer', names: ['**'] }),
      give('c', { role: 'auditor', names: undefined }),
    ],
    expected: [],
  },
  {
    rule: 'a role gives the same by other words',
    bindings: [give('a', { role: 'team', names: undefined }), give('b', { names: ['team/*', 'team/**'] })],
    expected: ['shadowed a $.bindings[0]'],
  },
  {
    rule: 'a name has its only name in other words',
    bindings: [
      give('a', { role: 'lister', names: undefined }),
      give('b', { role: 'administrator', names: ['catalog'] }),
    ],
    expected: ['shadowed a $.bindings[0]'],
  },
  {
    rule: 'a denial takes all of a binding',
    bindings: [give('a'), give('b', { subjects: [ALICE] }), give('c', { role: 'administrator' })],
    denials: [take('z')],
    expected: ['denied a $.bindings[0]', 'denied c $.bindings[2]'],
  },
  {
    rule: 'a denial takes every action apart',
    bindings: [give('a')],
    denials: [
      take('z', {
        permissions: [
          { type: 'repository', name: 'team/**', actions: ['push'] },
          { type: 'repository', name: '**', actions: ['pull'] },
        ],
      }),
    ],
    expected: ['denied a $.bindings[0]'],
  },
  {
    rule: 'a denial takes it from some networks, for some time, or in part',
    bindings: [give('a')],
    denials: [
      take('w', { cidrs: ['10.0.0.0/8'] }),
      take('x', { notAfter: LATER }),
      take('y', { permissions: [{ type: 'repository', name: 'team/**', actions: ['push'] }] }),
      take('z', { permissions: [{ type: 'repository', name: 'team/app', actions: ['*'] }] }),
    ],
    expected: [],
  },
  {
    rule: 'another denial takes more',
    denials: [take('a'), take('b', { subjects: [EVERYONE] }), take('c', { cidrs: ['10.0.0.0/8'] })],
    expected: ['shadowed a $.denials[0]', 'shadowed c $.denials[2]'],
  },
])('$rule: $expected', ({ bindings = [], denials = [], expected }) => {
  expect(found(policy(bindings, denials))).toEqual(expected);
});

test('a default binding shadows too, and is never told of', () => {
  const own = give('a', { subjects: [EVERYONE], role: 'reader', names: ['public/app'] });
  expect(first(policy([own], [], { defaults: true }))).toMatchObject({
    kind: 'shadowed',
    rule: 'a',
    message: expect.stringContaining('default:public-pull'),
  });
  expect(found(policy([own]))).toEqual([]);
});
