import type { Binding, Denial, PolicyDocument, Role } from '@wharfinger/policy';
import * as z from 'zod';

import type { Administering, RunningAuthz } from './start-authz.ts';

export const EMPTY: PolicyDocument = { schema: 1, defaults: true, roles: {}, bindings: [], denials: [] };
export const DEV: Binding = {
  id: 'dev-team',
  role: 'writer',
  subjects: [{ kind: 'label', key: 'groups', value: 'dev' }],
  names: ['team/**'],
};
export const FREEZE: Denial = {
  id: 'freeze',
  subjects: [{ kind: 'everyone' }],
  permissions: [{ type: 'repository', name: 'prod/**', actions: ['push'] }],
};
export const DEPLOYER: Role = { permissions: [{ type: 'repository', name: 'prod/**', actions: ['pull', 'push'] }] };

/** An answer as tests look at it. */
export type Answer = { status: number; etag: string; body: Record<string, unknown> };

export async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const body = text === '' ? {} : z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  return { status: response.status, etag: response.headers.get('etag') ?? '', body };
}

/** Asks and reads the answer. */
export async function ask(
  authz: RunningAuthz,
  method: string,
  path: string,
  options: Administering = {},
): Promise<Answer> {
  return answerOf(await authz.administer(method, path, options));
}

export const ifMatch = (etag: string): { headers: Record<string, string> } => ({ headers: { 'if-match': etag } });
