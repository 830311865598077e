/** One requested resource and what the client wants to do with it. */
export type Scope = { type: string; class?: string; name: string; actions: readonly string[] };

/** Asks for every action: in a request for a repository, and in what a policy allows. */
export const ALL_ACTIONS = '*';

/** Actions of each resource type, sorted. A type that isn't here can't be asked for. */
export const SCOPE_ACTIONS: Readonly<Record<string, readonly string[]>> = Object.freeze({
  repository: Object.freeze(['delete', 'pull', 'push']),
  registry: Object.freeze([ALL_ACTIONS]),
  policy: Object.freeze(['read', 'write']),
  identity: Object.freeze(['read', 'write']),
  gc: Object.freeze(['read', 'restore', 'run']),
  audit: Object.freeze(['read']),
});

const ACTIONS_BY_TYPE = new Map(Object.entries(SCOPE_ACTIONS));

/** Actions of one type; none when there is no such type, whatever `Object.prototype` holds under its name. */
export function actionsOf(type: string): readonly string[] {
  return ACTIONS_BY_TYPE.get(type) ?? [];
}

/** Writes a resource as scopes do: `repository(plugin):team/app`. */
export function formatResource(resource: { type: string; class?: string; name: string }): string {
  const type = resource.class === undefined ? resource.type : `${resource.type}(${resource.class})`;
  return `${type}:${resource.name}`;
}

/** Writes a scope as requests and challenges do: `repository:team/app:pull,push`. */
export function formatScope(scope: Scope): string {
  return `${formatResource(scope)}:${scope.actions.join(',')}`;
}
