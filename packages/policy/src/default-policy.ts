import type { Binding, PolicyDocument, Role } from './policy-document.ts';

const everyRepository = (actions: string[]): Role => ({ permissions: [{ type: 'repository', name: '**', actions }] });

/** Roles that always exist. A document may add roles, never redefine these. */
export const BUILT_IN_ROLES: Readonly<Record<string, Role>> = {
  reader: everyRepository(['pull']),
  writer: everyRepository(['pull', 'push']),
  maintainer: everyRepository(['pull', 'push', 'delete']),
  administrator: {
    permissions: [
      { type: 'repository', name: '**', actions: ['*'] },
      { type: 'registry', name: 'catalog', actions: ['*'] },
      { type: 'policy', name: 'default', actions: ['*'] },
      { type: 'identity', name: 'default', actions: ['*'] },
      { type: 'gc', name: 'default', actions: ['*'] },
      { type: 'audit', name: 'default', actions: ['*'] },
    ],
  },
};

/** Bindings that hold until the document says `"defaults": false`. */
export const DEFAULT_BINDINGS: readonly Binding[] = [
  { id: 'default:own-namespace', role: 'maintainer', subjects: [{ kind: 'signed-in' }], names: ['${account}/**'] },
  { id: 'default:public-pull', role: 'reader', subjects: [{ kind: 'everyone' }], names: ['public/**'] },
  { id: 'default:public-push', role: 'writer', subjects: [{ kind: 'signed-in' }], names: ['public/**'] },
  {
    id: 'default:administrators',
    role: 'administrator',
    subjects: [{ kind: 'label', key: 'groups', value: 'administrators' }],
  },
];

/** The policy where no document exists. */
export const DEFAULT_POLICY: PolicyDocument = { schema: 1, defaults: true, roles: {}, bindings: [], denials: [] };
