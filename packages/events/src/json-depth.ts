/** How deeply the data of an event may be nested; what we make ourselves has four levels. */
export const EVENT_MAX_DEPTH: number = 32;

/** Whether lists and objects in a value that came out of `JSON.parse` are nested in more levels than that. */
export function isDeeperThan(value: unknown, maxDepth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return maxDepth === 0 || Object.values(value).some((member) => isDeeperThan(member, maxDepth - 1));
}
