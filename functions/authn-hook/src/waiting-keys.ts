import { clientNetwork } from './client-network.ts';

/** What a sign-in shares its waiting places with: others of its account, whether that exists or not, and of its network. */
export function waitingKeys(account: string, address: string | null): string[] {
  const byAccount = `account ${account}`;
  return address === null ? [byAccount] : [byAccount, `address ${clientNetwork(address)}`];
}
