import { type Parsed, parseRepositoryName, quoteText } from '@wharfinger/oci';
import { actionsOf } from '@wharfinger/token';

/** The one name of each type that isn't of many: to what else is asked for, nothing answers. */
export function soleNameOf(type: string): string | undefined {
  if (type === 'repository' || actionsOf(type).length === 0) return undefined;
  return type === 'registry' ? 'catalog' : 'default';
}

/** Whether a type is of the admin API: whoever has no account is given nothing of it, whatever a binding says. */
export function isForAccounts(type: string): boolean {
  return soleNameOf(type) === 'default';
}

/** Checks that there can be a resource of this name. */
export function parseResourceName(type: string, name: string): Parsed<string> {
  const sole = soleNameOf(type);
  if (sole === undefined) return parseRepositoryName(name);
  return name === sole
    ? { kind: 'ok', value: name }
    : { kind: 'invalid', reason: `${quoteText(name)} is no name of the type ${type}: the only one is ${sole}.` };
}
