/**
 * Calls `handle` with each exception that nobody caught and each rejection that nobody handled; this process goes on, so that it
 * can end its parts in their order.
 */
export function onFault(handle: (error: unknown) => void): void {
  process.on('uncaughtException', handle);
}
