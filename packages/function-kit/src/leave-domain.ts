import { Domain } from 'node:domain';

/**
 * Leaves the domain that the framework runs each function in: it would turn an exception of a later tick into a plain-text
 * 500 and let the process live on, in a state that nobody knows.
 */
export function leaveDomain(): void {
  const active: unknown = Reflect.get(process, 'domain');
  if (active instanceof Domain) active.exit();
}
