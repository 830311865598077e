import { type Parsed, quoteText } from '@wharfinger/oci';
import { actionsOf, ALL_ACTIONS, type NamePattern, SCOPE_ACTIONS } from '@wharfinger/token';

import type { Permission } from '../policy-document.ts';

/** Actions on the names of one scope type that match a pattern. */
export type CompiledPermission = { type: string; name: NamePattern; actions: ReadonlySet<string> };

/** What is wrong with a policy document, and where: `$.bindings[3].names[0]`. */
export type PolicyProblem = { path: string; message: string };

/** Takes one problem. */
export type Report = (problem: PolicyProblem) => void;

/** Parses a name pattern; the same text gives the same object. */
export type ParseName = (source: string) => Parsed<NamePattern>;

/** Keeps the values that parse and reports the others. */
export function parseEach<T>(
  path: string,
  texts: readonly string[],
  parse: (text: string) => Parsed<T>,
  report: Report,
): T[] {
  return texts.flatMap((text, index) => {
    const parsed = parse(text);
    if (parsed.kind === 'ok') {
      return [parsed.value];
    }
    report({ path: `${path}[${index}]`, message: parsed.reason });
    return [];
  });
}

function parseAction(known: readonly string[], action: string): Parsed<readonly string[]> {
  if (action === ALL_ACTIONS) {
    return { kind: 'ok', value: known };
  }
  return known.includes(action)
    ? { kind: 'ok', value: [action] }
    : { kind: 'invalid', reason: `${quoteText(action)} is not an action of this type: use ${known.join(', ')} or *.` };
}

function compilePermission(
  path: string,
  permission: Permission,
  parseName: ParseName,
  report: Report,
): CompiledPermission | undefined {
  const { type, name, actions } = permission;
  const known = actionsOf(type);
  if (known.length === 0) {
    const types = Object.keys(SCOPE_ACTIONS).join(', ');
    report({ path: `${path}.type`, message: `${quoteText(type)} is not a scope type: use ${types}.` });
    return undefined;
  }
  const allowed = parseEach(`${path}.actions`, actions, (action) => parseAction(known, action), report);
  const pattern = parseName(name);
  if (pattern.kind === 'invalid') {
    report({ path: `${path}.name`, message: pattern.reason });
    return undefined;
  }
  return { type, name: pattern.value, actions: new Set(allowed.flat()) };
}

/** Parses the permissions of a role or a denial; `path` is where they stand in the document. */
export function compilePermissions(
  path: string,
  permissions: readonly Permission[],
  parseName: ParseName,
  report: Report,
): CompiledPermission[] {
  return permissions.flatMap(
    (permission, index) => compilePermission(`${path}[${index}]`, permission, parseName, report) ?? [],
  );
}
