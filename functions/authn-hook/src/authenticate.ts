import type { CheckPassword } from './check-password.ts';
import {
  areCredentials,
  type Authentication,
  type Credentials,
  decideAuthentication,
} from './decide-authentication.ts';
import type { Users } from './users.ts';
import { waitingKeys } from './waiting-keys.ts';

/** Takes the credentials and the client's address, `null` when it isn't known. */
export type Authenticate = (
  credentials: Credentials,
  address: string | null,
) => Promise<Authentication | { kind: 'busy'; who: 'everybody' | 'caller' }>;

/** Finds out who it is; an account that doesn't exist takes as long as a wrong password. */
export function createAuthenticate(deps: { users: Pick<Users, 'find'>; checkPassword: CheckPassword }): Authenticate {
  return async (credentials, address) => {
    if (!areCredentials(credentials)) return { kind: 'refused', why: 'malformed' };
    const found = await deps.users.find(credentials.account);
    const user = found.kind === 'found' ? found.value : undefined;
    const checked = await deps.checkPassword(
      user?.passwordHash,
      credentials.password,
      waitingKeys(credentials.account, address),
    );
    return checked.kind === 'busy' ? checked : decideAuthentication(user, checked.value);
  };
}
