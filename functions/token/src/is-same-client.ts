const ANY_REST = '*';

/**
 * Whether a refresh token that was issued to one client may be used by another. A token of no client is good for all,
 * and clients that read one another's stored login count as one.
 */
export function isSameClient(issuedTo: string, asking: string, sharing: readonly string[]): boolean {
  if (issuedTo === '' || issuedTo === asking) return true;
  return isOneOf(issuedTo, sharing) && isOneOf(asking, sharing);
}

function isOneOf(client: string, names: readonly string[]): boolean {
  return names.some((name) =>
    name.endsWith(ANY_REST) ? client.startsWith(name.slice(0, -ANY_REST.length)) : client === name,
  );
}
