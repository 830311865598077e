import { type Parsed, parseRepositoryName, quoteText } from '@wharfinger/oci';
import { actionsOf, ALL_ACTIONS, type Scope } from './scope.ts';

const SCOPE = /^(?<type>[a-z0-9]+)(?:\((?<class>[a-z0-9]{1,32})\))?:(?<name>.+):(?<actions>[^:]+)$/;
const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?';
// A host has a port or a dot, as in an image's name: without one, what stands first is a part of the path.
const HOST = new RegExp(
  `^(?<host>${LABEL}(?:\\.${LABEL})*):(?<port>[1-9][0-9]{0,4})/(?<path>.+)$|^(?<dotted>${LABEL}(?:\\.${LABEL})+)/(?<rest>.+)$`,
);
const HOST_MAX_LENGTH = 253;
const PORT_MAX = 65_535;
const ADMIN_NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const ADMIN_NAME_MAX_LENGTH = 64;

/**
 * The path after a host; the whole name when it has none; nothing when what stands before a `:` is no host and port. A
 * host alone may be in upper case.
 */
function pathOf(name: string): string | undefined {
  if (parseRepositoryName(name).kind === 'ok') {
    return name;
  }
  const { host, port, path, dotted, rest } = HOST.exec(name)?.groups ?? {};
  if (host !== undefined) {
    return host.length <= HOST_MAX_LENGTH && Number(port) <= PORT_MAX ? path : undefined;
  }
  if (name.includes(':')) {
    return undefined;
  }
  return dotted !== undefined && dotted.length <= HOST_MAX_LENGTH ? rest : name;
}

function nameProblem(type: string, name: string): string | undefined {
  if (type === 'repository') {
    const path = pathOf(name);
    const parsed = path === undefined ? undefined : parseRepositoryName(path);
    return parsed?.kind === 'ok' ? undefined : (parsed?.reason ?? 'its host and port are not valid.');
  }
  if (type === 'registry') {
    return name === 'catalog' ? undefined : 'the registry has no resource but "catalog".';
  }
  const isName = name.length <= ADMIN_NAME_MAX_LENGTH && ADMIN_NAME.test(name);
  return isName ? undefined : 'its name is not lower-case letters and digits joined by "-".';
}

function isAction(type: string, action: string): boolean {
  return actionsOf(type).includes(action) || (type === 'repository' && action === ALL_ACTIONS);
}

/** Sorts actions and drops doubles; `*` stands for the rest. */
export function normalizeActions(actions: readonly string[]): string[] {
  return actions.includes(ALL_ACTIONS) ? [ALL_ACTIONS] : [...new Set(actions)].toSorted();
}

/** Parses one scope: `type[(class)]:name:action[,action]…`. */
export function parseScope(text: string): Parsed<Scope> {
  const invalid = (why: string): Parsed<Scope> => ({
    kind: 'invalid',
    reason: `The scope ${quoteText(text)} is invalid: ${why}`,
  });
  const { type, class: resourceClass, name, actions: list } = SCOPE.exec(text)?.groups ?? {};
  if (type === undefined || name === undefined || list === undefined) {
    return invalid('it is not "type:name:action,…".');
  }
  if (actionsOf(type).length === 0) {
    return invalid(`there is no resource type ${quoteText(type)}.`);
  }
  if (resourceClass !== undefined && type !== 'repository') {
    return invalid('a repository alone has a class.');
  }
  const problem = nameProblem(type, name);
  if (problem !== undefined) {
    return invalid(problem);
  }
  const actions = list.split(',');
  const unknown = actions.find((action) => !isAction(type, action));
  if (unknown !== undefined) {
    return invalid(`${quoteText(unknown)} is not an action of a ${type}.`);
  }
  const resource = resourceClass === undefined ? { type } : { type, class: resourceClass };
  return { kind: 'ok', value: { ...resource, name, actions: normalizeActions(actions) } };
}
