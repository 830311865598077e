import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import * as z from 'zod';

import type { FoundEntries, FoundEntry } from './entry.ts';

/** Sections of docker_auth's configuration that say who may do what, or keep users elsewhere. */
const OTHER_SECTIONS = ['acl', 'acl_mongo', 'acl_xorm', 'ext_authz', 'casbin_authz', 'plugin_authz'];

const labels = z.record(z.string(), z.array(z.string()));

/**
 * Reads docker_auth's static users: a whole `auth_config.yml`, or only what stands below its `users:`.
 * No reason holds a part of the file, because an excerpt could be a hash.
 *
 * @see https://github.com/cesanta/docker_auth/blob/1.14.0/examples/reference.yml
 */
export function readDockerAuth(text: string): FoundEntries {
  const lines = new LineCounter();
  // Failsafe: every scalar is text, as it is for docker_auth: `123` and `on` are names.
  const document = parseDocument(text, {
    schema: 'failsafe',
    merge: true,
    uniqueKeys: false,
    prettyErrors: false,
    lineCounter: lines,
  });
  const [error] = document.errors;
  if (error !== undefined) return invalid(`line ${lines.linePos(error.pos[0]).line} is not YAML (${error.code})`);
  const top = document.contents;
  if (!isMap(top)) return invalid('the file is no YAML map');
  const users = usersOf(top, document);
  if (users === undefined) return invalid('there is no users: map in it');
  if (users !== top && isDoubled(top, document)) return invalid('a section stands in it twice');
  try {
    const { ok = [], broken = [] } = Object.groupBy(users.items, ({ value }) =>
      hasDoubledField(value, document) ? 'broken' : 'ok',
    );
    return {
      kind: 'ok',
      found: ok.map((pair) => readUser(pair, document, lines)),
      broken: broken.map((pair) => ({
        line: lineOf(pair, lines),
        reason: 'begins a user with a field or label twice, or with a merge behind others',
      })),
      notes: users === top ? [] : notesOn(top),
    };
  } catch (error) {
    // An alias that leads nowhere, or into itself, or a thousandfold: found only when the node is read.
    if (error instanceof ReferenceError) return invalid('an alias in it leads nowhere, or too far');
    throw error;
  }
}

/** The map of users: `users:` of a whole configuration, or the whole file. */
function usersOf(top: YAMLMap, document: Document): YAMLMap | undefined {
  const below = resolved(top.get('users', true), document);
  if (isMap(below) && below.items.every((pair) => !isScalar(pair.value) || pair.value.value === '')) return below;
  const isConfiguration = ['server', 'token', 'users'].some((key) => top.has(key));
  return isConfiguration && !top.items.every((pair) => isUser(pair, document)) ? undefined : top;
}

function isUser(pair: Pair, document: Document): boolean {
  const value = resolved(pair.value, document);
  return isMap(value) && value.items.every(({ key }) => isScalar(key) && ['password', 'labels'].includes(String(key)));
}

function resolved(node: unknown, document: Document): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

/**
 * Whether a map has a key twice, or a merge behind its first key: readers differ on which one counts. To docker_auth's a
 * merge overrides what stands before it.
 */
function isDoubled(map: YAMLMap, document: Document): boolean {
  const names = map.items
    .map(({ key }) => resolved(key, document))
    // The key of a merge is a symbol.
    .map((key) => (isScalar(key) ? (typeof key.value === 'symbol' ? '<<' : String(key.value)) : ''));
  return names.lastIndexOf('<<') > 0 || new Set(names).size < names.length;
}

/** The same of a user, its labels, and what is merged into it. */
function hasDoubledField(value: unknown, document: Document, seen: Set<unknown> = new Set()): boolean {
  const node = resolved(value, document);
  if (seen.has(node)) return false;
  seen.add(node);
  if (isSeq(node)) return node.items.some((item) => hasDoubledField(item, document, seen));
  if (!isMap(node)) return false;
  return isDoubled(node, document) || node.items.some((pair) => hasDoubledField(pair.value, document, seen));
}

function lineOf({ key }: Pair, lines: LineCounter): number {
  const offset = isScalar(key) || isAlias(key) ? key.range?.[0] : undefined;
  return lines.linePos(offset ?? 0).line;
}

function readUser(pair: Pair, document: Document, lines: LineCounter): FoundEntry {
  const { key, value } = pair;
  const node = resolved(value, document);
  const fields: unknown = isMap(node) ? node.toJS(document) : {};
  const { password, labels: given } = userFields.parse(fields);
  const name = resolved(key, document);
  return {
    line: lineOf(pair, lines),
    account: isScalar(name) ? String(name.value) : '',
    passwordHash: typeof password === 'string' && password !== '' ? password : null,
    labels: readLabels(given),
  };
}

const userFields = z.object({ password: z.unknown().optional(), labels: z.unknown().optional() });

/** Absent labels are none; those of another shape become one that no judge lets pass. */
function readLabels(given: unknown): FoundEntry['labels'] {
  if (given === undefined || given === '' || given === null) return {};
  const parsed = labels.safeParse(given);
  // NOTE: zod leaves a key of that name out without a word.
  const isWhole = typeof given === 'object' && !Object.hasOwn(given, '__proto__');
  return parsed.success && isWhole ? parsed.data : { '': [] };
}

function notesOn(top: YAMLMap): string[] {
  const present = OTHER_SECTIONS.filter((section) => top.has(section));
  return present.length === 0
    ? []
    : [`${present.join(', ')}: not taken over. Who may do what is said by the policy of authz.`];
}

function invalid(reason: string): FoundEntries {
  return { kind: 'invalid', reason };
}
