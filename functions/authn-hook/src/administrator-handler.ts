import { type AdminHandler, requireAccess } from '@wharfinger/admin-access';
import type { Handler } from '@wharfinger/function-kit';
import type { TokenVerifier } from '@wharfinger/token';

import { tellBroken } from './tell-broken.ts';

const IDENTITY = { type: 'identity', name: 'default' } as const;

/** Lets those through whose tokens allow to read identities, or to write them. */
export function createAdministratorHandlers(verifyToken: TokenVerifier): {
  reading: (handler: Handler) => Handler;
  writing: (handler: AdminHandler) => Handler;
} {
  return {
    reading: (handler) => requireAccess(verifyToken, { ...IDENTITY, action: 'read' }, tellBroken(handler)),
    writing: (handler) => requireAccess(verifyToken, { ...IDENTITY, action: 'write' }, tellBroken(handler)),
  };
}
