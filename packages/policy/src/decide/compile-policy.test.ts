import { describe, expect, test } from 'vitest';

import { compilePolicy, compilePolicyInSteps, type PolicyCompilation } from './compile-policy.ts';
import type { Binding, Denial, PolicyDocument } from '../policy-document.ts';

const EMPTY: PolicyDocument = { schema: 1, defaults: false, roles: {}, bindings: [], denials: [] };
const binding: Binding = { id: 'b', role: 'reader', subjects: [{ kind: 'everyone' }] };
const denial: Denial = {
  id: 'd',
  subjects: [{ kind: 'everyone' }],
  permissions: [{ type: 'repository', name: '**', actions: ['push'] }],
};

function problems(change: Partial<PolicyDocument>): { path: string; message: string }[] {
  const compilation = compilePolicy({ ...EMPTY, ...change });
  return compilation.kind === 'ok' ? [] : [...compilation.problems];
}

const unknownRoles = (count: number) => ({
  bindings: Array.from({ length: count }, (_, index) => ({ ...binding, id: `b${index}`, role: 'owner' })),
});

function drain(document: PolicyDocument): { compilation: PolicyCompilation; pauses: number } {
  const steps = compilePolicyInSteps(document);
  let pauses = 0;
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return { compilation: step.value, pauses };
    pauses += 1;
  }
}

describe('compilePolicy', () => {
  test('parses everything once', () => {
    const document: PolicyDocument = {
      ...EMPTY,
      roles: { deployer: { permissions: [{ type: 'repository', name: 'team/app', actions: ['*'] }] } },
      bindings: [
        {
          ...binding,
          role: 'deployer',
          names: ['team/app'],
          notBefore: '1970-01-01T01:00:01+01:00',
          notAfter: '1970-01-01T00:00:02Z',
          cidrs: ['10.0.0.0/8'],
          services: ['registry.example'],
        },
      ],
      denials: [denial],
    };
    const teamApp = { source: 'team/app', prefix: 'team/app' };
    expect(compilePolicy(document)).toMatchObject({
      kind: 'ok',
      value: {
        bindings: [
          {
            kind: 'binding',
            id: 'b',
            subjects: [{ kind: 'everyone' }],
            permissions: [{ type: 'repository', name: teamApp, actions: new Set(['delete', 'pull', 'push']) }],
            names: [teamApp],
            notBeforeMs: 1000,
            notAfterMs: 2000,
            networks: [{ family: 4, network: 10n, hostBits: 24n }],
            services: new Set(['registry.example']),
          },
        ],
        denials: [
          {
            kind: 'denial',
            id: 'd',
            names: undefined,
            notBeforeMs: -Infinity,
            notAfterMs: Infinity,
            networks: undefined,
            services: undefined,
          },
        ],
      },
    });
  });

  test('sorts rules by id and adds the defaults', () => {
    const bindings = ['b', 'a', 'e', '0'].map((id) => ({ id, role: binding.role, subjects: binding.subjects }));
    const compilation = compilePolicy({ ...EMPTY, defaults: true, bindings });
    const ids = compilation.kind === 'ok' ? compilation.value.bindings.map(({ id }) => id) : [];
    expect(ids).toEqual([
      '0',
      'a',
      'b',
      'default:administrators',
      'default:own-namespace',
      'default:public-pull',
      'default:public-push',
      'e',
    ]);
  });

  test.each<[string, string, Partial<PolicyDocument>]>([
    ['$.bindings[0].role', 'reader, writer, maintainer, administrator', { bindings: [{ ...binding, role: 'owner' }] }],
    ['$.bindings[0].role', 'not a role', { bindings: [{ ...binding, role: 'constructor' }] }],
    ['$.bindings[1].id', 'another rule', { bindings: [binding, binding] }],
    ['$.denials[0].id', 'another rule', { bindings: [binding], denials: [{ ...denial, id: 'b' }] }],
    ['$.bindings[0].names[1]', 'can be in no name', { bindings: [{ ...binding, names: ['a', 'A'] }] }],
    ['$.bindings[0].cidrs[0]', 'not a network', { bindings: [{ ...binding, cidrs: ['10.0.0.1'] }] }],
    ['$.denials[0].cidrs[0]', 'bits set', { denials: [{ ...denial, cidrs: ['10.0.0.1/8'] }] }],
    [
      '$.bindings[0].notAfter',
      'before notBefore',
      { bindings: [{ ...binding, notBefore: '2026-01-02T00:00:00Z', notAfter: '2026-01-01T00:00:00Z' }] },
    ],
    [
      '$.bindings[0].subjects[1].account',
      'not an account',
      { bindings: [{ ...binding, subjects: [{ kind: 'everyone' }, { kind: 'account', account: 'Alice' }] }] },
    ],
    [
      '$.denials[0].subjects[0].account',
      'not an account',
      { denials: [{ ...denial, subjects: [{ kind: 'account', account: '*' }] }] },
    ],
    ['$.roles.reader', 'built-in role', { roles: { reader: { permissions: denial.permissions } } }],
    [
      '$.roles.own.permissions[0].name',
      'stands alone',
      { roles: { own: { permissions: [{ type: 'repository', name: 'a**', actions: ['pull'] }] } } },
    ],
    [
      '$.denials[0].permissions[0].type',
      'repository, registry, policy',
      { denials: [{ ...denial, permissions: [{ type: 'repo', name: '**', actions: ['pull'] }] }] },
    ],
    [
      '$.denials[0].permissions[0].type',
      'not a scope type',
      { denials: [{ ...denial, permissions: [{ type: 'toString', name: '**', actions: ['*'] }] }] },
    ],
    [
      '$.denials[0].permissions[0].actions[1]',
      'delete, pull, push or *',
      { denials: [{ ...denial, permissions: [{ type: 'repository', name: '**', actions: ['pull', 'read'] }] }] },
    ],
  ])('%s: %s', (path, message, change) => {
    expect(problems(change)).toEqual([{ path, message: expect.stringContaining(message) }]);
  });

  test('names everything that is wrong at once', () => {
    const found = problems({
      bindings: [{ ...binding, role: 'owner', names: ['A'] }],
      denials: [{ ...denial, cidrs: ['x'] }],
    });
    expect(found.map(({ path }) => path)).toEqual([
      '$.bindings[0].role',
      '$.bindings[0].names[0]',
      '$.denials[0].cidrs[0]',
    ]);
  });

  test('a rule whose end is its beginning holds for that instant', () => {
    const instant = '2026-01-01T00:00:00Z';
    expect(problems({ bindings: [{ ...binding, notBefore: instant, notAfter: instant }] })).toEqual([]);
  });

  test('names a hundred problems and counts the rest', () => {
    expect(problems(unknownRoles(100))).toHaveLength(100);
    const found = problems(unknownRoles(250));
    expect(found).toHaveLength(101);
    expect(found[99]?.path).toBe('$.bindings[99].role');
    expect(found[100]).toEqual({ path: '$', message: expect.stringContaining('150 problems more') });
  });

  test('names twenty roles and counts the rest', () => {
    const names = Array.from({ length: 30 }, (_, index) => `role-${index}`);
    const roles = Object.fromEntries(names.map((name) => [name, { permissions: denial.permissions }]));
    const [problem] = problems({ roles, bindings: [{ ...binding, role: 'owner' }] });
    expect(problem?.message).toMatch(/role-15 or one of 14 more\.$/);
  });

  test('what is written twice is parsed once', () => {
    const compilation = compilePolicy({
      ...EMPTY,
      bindings: ['a', 'b'].map((id) => Object.assign({}, binding, { id, names: ['team/*'], cidrs: ['10.0.0.0/8'] })),
      denials: [{ ...denial, permissions: [{ type: 'repository', name: 'team/*', actions: ['*'] }] }],
    });
    if (compilation.kind === 'invalid') throw new Error('invalid');
    const { bindings, denials } = compilation.value;
    const names = [
      ...bindings.flatMap((rule) => rule.names ?? []),
      ...denials.flatMap(({ permissions }) => permissions.map(({ name }) => name)),
    ];
    expect([names.length, new Set(names).size]).toEqual([3, 1]);
    const networks = bindings.flatMap((rule) => rule.networks ?? []);
    expect([networks.length, new Set(networks).size]).toEqual([2, 1]);
  });
});

describe('compilePolicyInSteps', () => {
  const many: PolicyDocument = {
    ...EMPTY,
    bindings: Array.from({ length: 3000 }, (_, index) => ({ ...binding, id: `b${index}`, names: [`n${index}/**`] })),
    denials: Array.from({ length: 1500 }, (_, index) => ({ ...denial, id: `d${index}` })),
  };

  test('comes to the same as without a pause, with one for every few hundred rules', () => {
    const { compilation, pauses } = drain(many);
    const whole = compilePolicy(many);
    if (compilation.kind === 'invalid' || whole.kind === 'invalid') throw new Error('invalid');
    expect(compilation.value.bindings).toEqual(whole.value.bindings);
    expect(compilation.value.denials).toEqual(whole.value.denials);
    // Compiled once, and twice gone through for the index.
    expect(pauses).toBeGreaterThanOrEqual((3 * 4500) / 500);
  });

  test('pauses among large roles and rules too', () => {
    const permissions = Array.from({ length: 200 }, (_, index) => ({
      type: 'repository',
      name: `n${index}/**`,
      actions: ['*'],
    }));
    const roles = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`r${index}`, { permissions }]));
    const denials = Array.from({ length: 50 }, (_, index) => ({ ...denial, id: `d${index}`, permissions }));
    const none = drain(EMPTY).pauses;
    expect(drain({ ...EMPTY, roles }).pauses - none).toBeGreaterThanOrEqual(9);
    expect(drain({ ...EMPTY, denials }).pauses - none).toBeGreaterThanOrEqual(9);
  });

  test('comes to the same problems', () => {
    const wrong = { ...many, bindings: many.bindings.map(({ id, subjects }) => ({ id, subjects, role: 'owner' })) };
    expect(drain(wrong).compilation).toEqual(compilePolicy(wrong));
    expect(drain(wrong).compilation.kind).toBe('invalid');
  });
});
