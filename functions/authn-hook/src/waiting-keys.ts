/**
 * What a sign-in shares its waiting places with: others of its account, whether that exists or not, and others of its
 * address. An IPv6 address stands for its /64, of which one client has every address.
 */
export function waitingKeys(account: string, address: string | null): string[] {
  const byAccount = `account ${account}`;
  return address === null ? [byAccount] : [byAccount, `address ${networkOf(address)}`];
}

function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.toLowerCase().split('::');
  const first = groupsOf(head);
  const last = groupsOf(tail ?? '');
  const zeros = tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => 0);
  return [...first, ...zeros, ...last]
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':');
}

function groupsOf(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}
