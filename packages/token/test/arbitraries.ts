import * as fc from 'fast-check';
import { normalizeActions } from '../src/parse-scope.ts';
import { ALL_ACTIONS, type Scope, SCOPE_ACTIONS } from '../src/scope.ts';

/** Any action of any type, `*`, and some that no type has. */
export const actions: fc.Arbitrary<string[]> = fc.uniqueArray(
  fc.constantFrom(...Object.values(SCOPE_ACTIONS).flat(), ALL_ACTIONS, 'admin', 'constructor', ''),
);

function normalActions(type: string, extra: readonly string[]): fc.Arbitrary<string[]> {
  return fc
    .uniqueArray(fc.constantFrom(...(SCOPE_ACTIONS[type] ?? []), ...extra), { minLength: 1 })
    .map(normalizeActions);
}

const path = fc.stringMatching(/^[a-z0-9]{1,4}(?:[._-][a-z0-9]{1,3})?(?:\/[a-z0-9]{1,4}){0,3}$/);
const hostAndPort = fc
  .tuple(fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,5}(?:\.[A-Za-z]{2,4}){0,2}$/), fc.integer({ min: 1, max: 65_535 }))
  .map(([host, port]) => `${host}:${port}/`);
const dottedHost = fc.stringMatching(/^[A-Za-z0-9]{1,5}(?:\.[A-Za-z0-9]{1,4}){1,3}\/$/);
const repositoryName = fc
  .tuple(fc.oneof(fc.constant(''), hostAndPort, dottedHost), path)
  .map((parts) => parts.join(''));

const repositoryScope = fc.record(
  {
    type: fc.constant('repository'),
    class: fc.stringMatching(/^[a-z0-9]{1,32}$/),
    name: repositoryName,
    actions: normalActions('repository', [ALL_ACTIONS]),
  },
  { requiredKeys: ['type', 'name', 'actions'] },
);

const adminName = fc.stringMatching(/^[a-z0-9]{1,6}(?:-[a-z0-9]{1,4})?$/);
const adminScopes = ['policy', 'identity', 'gc', 'audit'].map((type) =>
  fc.record({ type: fc.constant(type), name: adminName, actions: normalActions(type, []) }),
);

/** Valid scopes with their actions in normal form. */
export const scope: fc.Arbitrary<Scope> = fc.oneof(
  repositoryScope,
  ...adminScopes,
  fc.constant({ type: 'registry', name: 'catalog', actions: [ALL_ACTIONS] }),
);
