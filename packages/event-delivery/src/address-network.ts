const GROUPS_OF_AN_ADDRESS = 8;
const GROUPS_OF_A_NETWORK = 4;

/** The network that counts as one client: an IPv4 address by itself, an IPv6 address with its whole /64. */
export function addressNetwork(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const before = groupsOf(head);
  const after = groupsOf(tail ?? '');
  const left = Math.max(0, GROUPS_OF_AN_ADDRESS - before.length - after.length);
  const groups = [...before, ...Array.from({ length: left }, () => '0'), ...after];
  return `${groups.slice(0, GROUPS_OF_A_NETWORK).join(':')}::/64`;
}

function groupsOf(text: string): string[] {
  if (text === '') return [];
  // An IPv4 address at the end stands for two groups, which no network has.
  return text.split(':').flatMap((group) => (group.includes('.') ? ['0', '0'] : [group.replace(/^0+(?=.)/, '')]));
}
