import { compilePolicy, policyDocumentSchema } from '@wharfinger/policy';
import { describe, expect, test } from 'vitest';

import type { AclEntry, AclMatch } from './acl-entry.ts';
import { type TranslatedAcl, translateAcl } from './translate-acl.ts';

const entry = (match: AclMatch, actions: string[] | null = ['pull']): AclEntry => ({
  match,
  actions,
  comment: undefined,
});

function translate(...entries: AclEntry[]): TranslatedAcl {
  const translation = translateAcl(entries);
  if (translation.kind === 'invalid') throw new Error(translation.reason);
  return translation.value;
}

/** A regular expression for so many words. */
function many(count: number, letter: string): string {
  return `/^(${Array.from({ length: count }, (_, index) => `${letter}${index}`).join('|')})$/`;
}

describe('an entry that means the same here', () => {
  test.each<[string, AclMatch, object]>([
    ['everybody', {}, { subjects: [{ kind: 'everyone' }] }],
    ['`*` as an account', { account: '*' }, { subjects: [{ kind: 'everyone' }] }],
    ['everybody signed in', { account: '/.+/' }, { subjects: [{ kind: 'signed-in' }] }],
    ['two accounts', { account: '/^(a|b\\.c)$/' }, { subjects: [{ account: 'a' }, { account: 'b.c' }] }],
    ['one account', { account: '/^alice$/' }, { subjects: [{ account: 'alice' }] }],
    ['a label', { labels: { groups: 'dev' } }, { subjects: [{ kind: 'label', key: 'groups', value: 'dev' }] }],
    ['`**`, which crosses no slash there', { name: 'team/**' }, { names: ['team/*'] }],
    ['`*`, which is one segment', { name: '*' }, { names: ['*'] }],
    ['all below', { name: '/^team\\/.*$/' }, { names: ['team/**'] }],
    ['a beginning', { name: '/^team.*/' }, { names: ['team*', 'team*/**'] }],
    ['the account', { name: '${account}/*' }, { names: ['${account}/*'] }],
    ['a label in a name', { name: '${labels:team}/x' }, { names: ['${labels.team}/x'] }],
    ['an address', { ip: '10.1.2.3' }, { cidrs: ['10.1.2.3/32'] }],
    ['an address in another spelling', { ip: '::ffff:10.1.2.3' }, { cidrs: ['10.1.2.3/32'] }],
    ['bits behind a prefix', { ip: '10.1.2.3/8' }, { cidrs: ['10.0.0.0/8'] }],
    ['an IPv6 network', { ip: '2001:db8::1/32' }, { cidrs: ['2001:db8::/32'] }],
    ['mapped IPv4 with a short prefix', { ip: '::ffff:0.0.0.0/80' }, { cidrs: ['::/80'] }],
    ['a service', { service: 'registry.example' }, { services: ['registry.example'] }],
  ])('%s', (_what, match, expected) => {
    const { bindings, leftOut } = translate(entry({ type: 'repository', ...match }));
    expect(leftOut).toEqual([]);
    expect(bindings).toMatchObject([{ id: 'acl-0', role: 'reader', ...expected }]);
  });

  test.each([
    [['*'], undefined, 'acl-pull-push-delete-catalog'],
    [['*'], 'repository', 'maintainer'],
    [['push', 'pull'], '/.*/', 'writer'],
    [['*', 'pull'], undefined, 'acl-pull-catalog'],
    [['*'], 'registry', 'acl-catalog'],
    [['delete'], undefined, 'acl-delete'],
  ])('its actions %j on the type %s are the role %s', (actions, type, role) => {
    const { bindings, roles } = translate(entry({ type }, actions));
    expect(bindings).toMatchObject([{ role }]);
    expect(Object.keys(roles)).toEqual(role.startsWith('acl-') ? [role] : []);
  });

  test('never gives anything of the system itself', () => {
    const { roles } = translate(entry({}, ['*']), entry({ type: '*' }, ['*']));
    const types = Object.values(roles).flatMap(({ permissions }) => permissions.map(({ type }) => type));
    expect(new Set(types)).toEqual(new Set(['repository', 'registry']));
  });

  test('that gives nothing has no rule', () => {
    expect(translate(entry({}, []))).toMatchObject({ bindings: [], denials: [], leftOut: [] });
    expect(translate(entry({ type: 'registry', name: 'x' }, ['*']))).toMatchObject({ bindings: [], leftOut: [] });
  });
});

describe('an entry that can not be said here is left out', () => {
  test.each<[AclMatch, string]>([
    [{ account: '' }, 'not signed in'],
    [{ account: 'ci-*' }, 'give them a label'],
    [{ account: '/^ci.*/' }, 'give them a label'],
    [{ account: '/bob/' }, 'regular expression'],
    [{ account: 'Bob' }, 'nobody can be called Bob'],
    [{ account: '${labels:x}' }, 'give them a label'],
    [{ account: 'a', labels: { groups: 'dev' } }, 'not for both at once'],
    [{ labels: { groups: 'dev', team: 'red' } }, 'one label at a time'],
    [{ labels: { groups: '*' } }, 'not for a pattern'],
    [{ labels: { groups: '/^d/' } }, 'regular expression'],
    [{ labels: { Groups: 'dev' } }, 'no label has the key'],
    [{ labels: { groups: 'd v' } }, 'no label has the value'],
    [{ name: '' }, 'without a name'],
    [{ name: 'a?' }, '`?`'],
    [{ name: '[ab]' }, '`[…]`'],
    [{ name: String.raw`a\b` }, 'escaped'],
    [{ name: '/app/' }, 'regular expression'],
    [{ name: '/^te.+$/' }, 'at least one more character'],
    [{ name: 'Team/*' }, 'no repository can be called Team/*'],
    [{ name: 'a//b' }, 'no repository can be called'],
    [{ name: '${name}' }, 'it has a variable other than'],
    [{ name: '${labels:Team}/*' }, 'no label has the key Team'],
    [{ name: '${labels:a}-${labels:a}' }, 'stands twice'],
    [{ name: 'x${account}/*' }, 'account: "/.+/"'],
    [{ type: 'gc' }, 'repository and registry alone'],
    [{ type: 're*' }, 'name it'],
    [{ service: '' }, 'without a service'],
    [{ service: '*' }, 'one by one'],
    [{ service: '/x/' }, 'regular expression'],
  ])('%j', (match, reason) => {
    const { bindings, leftOut } = translate(entry(match));
    expect(bindings).toEqual([]);
    expect(leftOut).toEqual([{ index: 0, comment: undefined, reasons: [expect.stringContaining(reason)] }]);
  });

  test('without actions, too', () => {
    expect(translate(entry({}, null)).leftOut).toMatchObject([{ reasons: [expect.stringContaining('actions')] }]);
  });
});

describe('what an earlier entry keeps from a later one', () => {
  test('becomes a denial, of the requests that both match alone', () => {
    const { bindings, denials, leftOut } = translate(
      entry({ account: 'bob', type: 'repository' }, []),
      entry({ name: 'team/*' }, ['pull', 'push']),
    );
    expect(leftOut).toEqual([]);
    expect(bindings).toMatchObject([{ id: 'acl-1' }]);
    expect(denials).toEqual([
      {
        id: 'acl-0-denial',
        subjects: [{ kind: 'account', account: 'bob' }],
        permissions: [{ type: 'repository', name: 'team/*', actions: ['pull', 'push'] }],
      },
    ]);
  });

  test('is nothing where the earlier one gives as much, or is for others', () => {
    const { denials, leftOut } = translate(
      entry({ account: 'admin' }, ['*']),
      entry({ account: 'bob', name: 'a/*' }, []),
      entry({ account: 'bob', name: 'b/*' }),
      entry({ account: 'carol' }),
    );
    expect([denials, leftOut]).toEqual([[], []]);
  });

  test('is denied to those of the earlier one, whatever label the others have', () => {
    const { bindings, denials } = translate(
      entry({ labels: { groups: 'dev' } }, []),
      entry({ labels: { groups: 'ops' } }),
    );
    expect(bindings).toMatchObject([{ id: 'acl-1', subjects: [{ value: 'ops' }] }]);
    expect(denials).toMatchObject([{ subjects: [{ kind: 'label', key: 'groups', value: 'dev' }] }]);
  });

  test('is denied at the services of both alone', () => {
    const { denials } = translate(
      entry({ account: 'bob' }, []),
      entry({ service: 'a', name: 'x/*' }),
      entry({ service: 'b', name: 'x/*' }),
    );
    expect(denials.map(({ services }) => services)).toEqual([['a'], ['b']]);
    expect(translate(entry({ service: 'a' }, []), entry({})).denials).toMatchObject([{ services: ['a'] }]);
  });

  test('is denied although an entry between the two gives it', () => {
    const { denials, leftOut } = translate(
      entry({ account: 'bob' }, []),
      entry({ name: 'team/*' }),
      entry({ name: '*/app' }),
    );
    expect(leftOut).toEqual([]);
    expect(denials.map(({ permissions }) => permissions[0]?.name)).toEqual(['team/*', '*/app']);
  });

  test('leaves the later one out where a denial would take from one before both', () => {
    const { leftOut } = translate(
      entry({ ip: '10.0.0.0/8' }, ['*']),
      entry({ account: 'bob' }, []),
      entry({ account: '/.+/' }, ['pull']),
    );
    expect(leftOut).toMatchObject([{ index: 2, reasons: [expect.stringMatching(/acl\[1\].*acl\[0\]/)] }]);
  });

  test.each<[string, AclMatch]>([
    ['a regular expression', { name: '/secret/' }],
    ['an address', { ip: '10.0.0.0/8' }],
    ["a label's values, which may have slashes", { name: '${labels:team}/*' }],
  ])('leaves the later one out where the earlier one is for %s', (_what, match) => {
    const { bindings, leftOut } = translate(entry(match, []), entry({ name: 'a/b/c' }));
    expect(bindings).toEqual([]);
    expect(leftOut.at(-1)).toMatchObject({ index: 1, reasons: [expect.stringContaining('acl[0] comes first')] });
  });

  test('is all of it where nothing is left to match', () => {
    const { bindings, leftOut, notes } = translate(entry({}, []), entry({ name: '/odd/' }), entry({ account: 'a' }));
    expect([bindings, leftOut]).toEqual([[], []]);
    expect(notes).toEqual([
      expect.stringContaining('acl[1] is never reached'),
      expect.stringContaining('acl[2] is never reached'),
    ]);
  });
});

test('an entry whose labels are not known is left out, not taken for one that is never reached', () => {
  const { leftOut, notes } = translate(entry({ labels: { groups: 'dev' } }), entry({ labels: { groups: '*' } }));
  expect([leftOut, notes]).toMatchObject([[{ index: 1 }], []]);
});

test('lists that are too long for one rule become several, and authz takes them', () => {
  const { roles, bindings, denials } = translate(
    entry({ account: many(101, 'b'), service: many(2, 's') }, []),
    entry({ account: many(101, 'a'), name: many(101, 'n'), service: many(2, 's') }),
    entry({ name: many(201, 'n') }),
  );
  const document = policyDocumentSchema.parse({ schema: 1, defaults: false, roles, bindings, denials });
  expect(compilePolicy(document).kind).toBe('ok');
  expect(bindings.map(({ id }) => id)).toEqual([
    'acl-1',
    'acl-1-2',
    'acl-1-3',
    'acl-1-4',
    'acl-2',
    'acl-2-2',
    'acl-2-3',
  ]);
  const given = bindings
    .filter(({ id }) => id.startsWith('acl-1'))
    .flatMap(({ subjects, names = [] }) => subjects.flatMap((who) => names.map((name) => JSON.stringify([who, name]))));
  expect([given.length, new Set(given).size]).toEqual([101 * 101, 101 * 101]);
  const denied = denials.flatMap(({ subjects, permissions, services = [] }) =>
    subjects.flatMap((who) => permissions.flatMap(({ name }) => services.map((at) => JSON.stringify([who, name, at])))),
  );
  expect([denials.length, denied.length]).toEqual([6, new Set(denied).size]);
  expect(denied).toHaveLength(101 * 201 * 2);
  const { bindings: atServices } = translate(entry({ service: many(101, 's') }));
  expect(atServices.map(({ services }) => services?.length)).toEqual([100, 1]);
});

test.each(['10.0.0.0/33', '::1/129', 'localhost', '10.0.0', '01.2.3.4', 'fe80::1%eth0'])(
  'a list with the address %s is one that docker_auth does not take',
  (ip) => {
    expect(translateAcl([entry({ ip })])).toEqual({
      kind: 'invalid',
      reason: expect.stringContaining('acl[0].match.ip'),
    });
  },
);
