import { DEFAULT_POLICY, MAX_RULES } from '@wharfinger/policy';
import { expect, test } from 'vitest';

import { decideRulePut, isInRule, relativeTo } from './decide-rule-write.ts';
import { BINDINGS, ROLES } from './rule-set.ts';

const reader = { permissions: [{ type: 'repository', name: '**', actions: ['pull'] }] };
const writer = { account: 'admin', now: new Date(0), isForced: false, pause: () => Promise.resolve() };

test('one more than a document may have is refused, and one that is there is replaced', async () => {
  const roles = Object.fromEntries(Array.from({ length: MAX_RULES.roles }, (_, index) => [`r${index}`, reader]));
  const full = { ...DEFAULT_POLICY, roles };
  const put = (name: string, condition: Parameters<typeof decideRulePut>[2]['condition']) =>
    decideRulePut(ROLES, full, { id: name, rule: { name, ...reader }, condition }, writer);
  expect(await put('more', { kind: 'create' })).toEqual({ kind: 'refused', refusal: { kind: 'too-many' } });
  expect(await put('r0', { kind: 'create' })).toEqual({ kind: 'unchanged' });
});

test('who puts the same in another order changes nothing', async () => {
  const permissions = [...reader.permissions, { type: 'repository', name: 'a/**', actions: ['push', 'delete'] }];
  const document = { ...DEFAULT_POLICY, roles: { r: { permissions } } };
  const turned = permissions.map(({ type, name, actions }) => ({ type, name, actions: actions.toReversed() }));
  const rule = { name: 'r', permissions: turned.toReversed() };
  const put = { id: 'r', rule, condition: { kind: 'create' as const } };
  expect(await decideRulePut(ROLES, document, put, writer)).toEqual({ kind: 'unchanged' });
});

test('a rule is looked at without the others: what is wrong elsewhere doesn’t hinder it', async () => {
  const wrong = { permissions: [{ type: 'repository', name: 'a**', actions: ['pull'] }] };
  const document = { ...DEFAULT_POLICY, roles: { wrong, fine: reader } };
  const bind = (role: string) =>
    decideRulePut(
      BINDINGS,
      document,
      { id: 'b', rule: { id: 'b', role, subjects: [{ kind: 'everyone' }] }, condition: { kind: 'create' } },
      writer,
    );
  expect(await bind('fine')).toMatchObject({ kind: 'write' });
  const message = '"none" is not a role: use one of reader, writer, maintainer, administrator, wrong, fine.';
  expect(await bind('none')).toMatchObject({ refusal: { kind: 'invalid', problems: [{ path: '$.role', message }] } });
  const put = { id: 'w', rule: { name: 'w', ...wrong }, condition: { kind: 'create' as const } };
  expect(await decideRulePut(ROLES, document, put, writer)).toMatchObject({ refusal: { kind: 'invalid' } });
});

test.each([
  ['$.roles.a', true, '$'],
  ['$.roles.a.permissions[0]', true, '$.permissions[0]'],
  ['$.roles.ab', false, '$.roles.ab'],
  ['$.bindings[0]', false, '$.bindings[0]'],
])('%s is in $.roles.a: %s', (path, isInside, relative) => {
  expect(isInRule('$.roles.a', path)).toBe(isInside);
  expect(relativeTo('$.roles.a', { path })).toEqual({ path: relative });
});
