import type { Parsed } from '@wharfinger/oci';
import { normalizeActions, parseScope } from './parse-scope.ts';
import { formatResource, type Scope } from './scope.ts';

export type ScopeLimits = { maxScopes: number; maxLengthBytes: number };

/**
 * Parses the `scope` parameters of a token request, repeated or joined by spaces. Empty ones don't count; what one
 * resource is asked for twice becomes one scope, at its first place.
 */
export function parseScopes(parameters: readonly string[], limits: ScopeLimits): Parsed<Scope[]> {
  const joined = parameters.join(' ');
  // UTF-8 never has fewer bytes than UTF-16 has units, and a scope with anything but ASCII is refused below.
  if (joined.length > limits.maxLengthBytes) {
    return { kind: 'invalid', reason: `The scopes of a request have at most ${limits.maxLengthBytes} bytes.` };
  }
  const texts = joined.split(' ').filter((text) => text !== '');
  if (texts.length > limits.maxScopes) {
    return {
      kind: 'invalid',
      reason: `A request has at most ${limits.maxScopes} scopes, this one has ${texts.length}.`,
    };
  }
  const scopes = new Map<string, Scope>();
  for (const text of texts) {
    const parsed = parseScope(text);
    if (parsed.kind === 'invalid') {
      return parsed;
    }
    const resource = formatResource(parsed.value);
    const earlier = scopes.get(resource)?.actions ?? [];
    scopes.set(resource, { ...parsed.value, actions: normalizeActions([...earlier, ...parsed.value.actions]) });
  }
  return { kind: 'ok', value: [...scopes.values()] };
}
