import { DEFAULT_POLICY, MAX_RULES } from '@wharfinger/policy';
import { expect, test } from 'vitest';

import { decideRulePut, isInRule, relativeTo } from './decide-rule-write.ts';
import { ROLES } from './rule-set.ts';

const reader = { permissions: [{ type: 'repository', name: '**', actions: ['pull'] }] };
const writer = { account: 'admin', now: new Date(0), isForced: false };

test('one more than a document may have is refused, and one that is there is replaced', () => {
  const roles = Object.fromEntries(Array.from({ length: MAX_RULES.roles }, (_, index) => [`r${index}`, reader]));
  const full = { ...DEFAULT_POLICY, roles };
  const put = (name: string, condition: Parameters<typeof decideRulePut>[2]['condition']) =>
    decideRulePut(ROLES, full, { id: name, rule: { name, ...reader }, condition }, writer);
  expect(put('more', { kind: 'create' })).toEqual({ kind: 'refused', refusal: { kind: 'too-many' } });
  expect(put('r0', { kind: 'create' })).toEqual({ kind: 'unchanged' });
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
