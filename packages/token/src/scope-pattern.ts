import { type Parsed, quoteText } from '@wharfinger/oci';

import { type NamePattern, parsePattern } from './name-pattern.ts';
import { actionsOf, ALL_ACTIONS } from './scope.ts';

/** Actions on the names of one type that match a pattern: what an access key may be restricted to. */
export type ScopePattern = { type: string; name: NamePattern; actions: readonly string[] };

const SCOPE_PATTERN = /^(?<type>[a-z]+):(?<name>[^:$]+):(?<actions>[^:]+)$/;

/**
 * Parses a scope whose name is a pattern, without variables: `*` is any text within a path segment, `**` any number of
 * segments; the action `*` is every action of the type.
 * @example parseScopePattern('repository:team/**:pull,push')
 */
export function parseScopePattern(text: string): Parsed<ScopePattern> {
  const invalid = (why: string): Parsed<ScopePattern> => ({
    kind: 'invalid',
    reason: `The scope pattern ${quoteText(text)} is invalid: ${why}`,
  });
  const parts = SCOPE_PATTERN.exec(text)?.groups;
  if (parts === undefined) return invalid('it is not "type:name:action,…".');
  const { type = '', name = '', actions: list = '' } = parts;
  const known = actionsOf(type);
  if (known.length === 0) return invalid(`there is no resource type ${quoteText(type)}.`);
  const pattern = parsePattern(name);
  if (pattern.kind === 'invalid') return invalid(pattern.reason);
  const actions = list.split(',');
  const unknown = actions.find((action) => action !== ALL_ACTIONS && !known.includes(action));
  if (unknown !== undefined) return invalid(`${quoteText(unknown)} is not an action of a ${type}.`);
  return { kind: 'ok', value: { type, name: pattern.value, actions } };
}
