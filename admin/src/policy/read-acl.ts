import { isMap, isSeq, parseDocument, YAMLMap } from 'yaml';
import * as z from 'zod';

import type { AclEntry, FoundAcl } from './acl-entry.ts';

/** Sections in which docker_auth keeps other rules, which it asks where no entry of the list matches. */
const OTHER_RULES = ['acl_mongo', 'acl_xorm', 'ext_authz', 'casbin_authz', 'plugin_authz'];

const text = z.string().nullish();
const match = z.object({
  account: text,
  type: text,
  name: text,
  ip: text,
  service: text,
  labels: z.record(z.string(), z.string()).nullish(),
});
const entry = z.object({ match, actions: z.array(z.string()).nullish(), comment: text });

/** Keys that are no keys to one of the two readers, and what to write instead. */
const UNSAFE_KEYS = {
  '<<': "docker_auth's reader and others read a merge differently; write out what it takes over",
  // NOTE: zod leaves a key of that name out without a word.
  ['__proto__']: 'no label and no condition can have that name; leave it out',
} as const;

/** Deeper than any list is that docker_auth takes. */
const MAX_DEPTH = 8;

const KNOWN_FIELDS = new Set(Object.keys(entry.shape));
const KNOWN_CONDITIONS = new Set(Object.keys(match.shape));

/**
 * Reads docker_auth's `acl:`: a whole `auth_config.yml`, or only the list. Every scalar is text, as it is for
 * docker_auth, but nothing and `~`, which are not there at all: `account: ""` is nobody, `account:` is anybody. No
 * merge (`<<`) is read: docker_auth's reader lets one override what stands before it, and others never do.
 *
 * @see https://github.com/cesanta/docker_auth/blob/1.14.0/examples/reference.yml
 */
export function readAcl(source: string): FoundAcl {
  const document = parseDocument(source, {
    schema: 'failsafe',
    customTags: (tags) => [...tags, 'null'],
    prettyErrors: false,
  });
  const [error] = document.errors;
  if (error !== undefined) return invalid(`the file is not YAML (${error.code})`);
  const top = document.contents;
  if (isMap(top) && top.has('<<')) return invalid(`<<: ${UNSAFE_KEYS['<<']}`);
  const list = isMap(top) ? top.get('acl', true) : top;
  if (!isSeq(list)) return invalid('there is no acl: list in it');
  let found: unknown;
  try {
    found = list.toJS(document);
  } catch (error_) {
    // An alias that leads nowhere, or into itself, or a thousandfold: found only when the node is read.
    if (error_ instanceof ReferenceError) return invalid('an alias in it leads nowhere, or too far');
    throw error_;
  }
  const unsafe = findUnsafeKey(found, 'acl');
  if (unsafe !== undefined) return invalid(unsafe);
  const parsed = z.array(entry).safeParse(found, { reportInput: true });
  if (!parsed.success) return invalid(describeIssue(parsed.error));
  const notes = [...(top instanceof YAMLMap ? notesOn(top) : []), ...notesOnUnknown(found)];
  return { kind: 'ok', entries: parsed.data.map(toEntry), notes };
}

/** The first such key, wherever it stands in the list, and why it can't be. */
function findUnsafeKey(value: unknown, place: string, depth = 0): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth > MAX_DEPTH) return 'an alias in it leads into itself, or too far';
  for (const [key, below] of Object.entries(value)) {
    const here = Array.isArray(value) ? `${place}[${key}]` : `${place}.${key}`;
    const reason = Object.entries(UNSAFE_KEYS).find(([name]) => name === key)?.[1];
    const found = reason === undefined ? findUnsafeKey(below, here, depth + 1) : `${here}: ${reason}`;
    if (found !== undefined) return found;
  }
  return undefined;
}

function toEntry({ match: found, actions, comment }: z.infer<typeof entry>): AclEntry {
  const { account, type, name, ip, service, labels } = found;
  return {
    match: {
      account: account ?? undefined,
      type: type ?? undefined,
      name: name ?? undefined,
      ip: ip ?? undefined,
      service: service ?? undefined,
      labels: labels ?? undefined,
    },
    actions: actions ?? null,
    comment: comment ?? undefined,
  };
}

function describeIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  const [index, ...rest] = issue?.path ?? [];
  const place = ['acl', `[${String(index)}]`, ...rest.map((part) => `.${String(part)}`)].join('');
  const isMissing = issue?.input === undefined || issue.input === null;
  return `${place} ${isMissing ? 'is missing' : 'has another shape'}: docker_auth takes no such list`;
}

function notesOn(top: YAMLMap): string[] {
  const present = OTHER_RULES.filter((section) => top.has(section));
  return present.length === 0
    ? []
    : [`${present.join(', ')}: not read. Where docker_auth asked it because no entry matched, nothing is granted now`];
}

/** Fields that docker_auth passes over without a word: a misspelt condition is no condition. */
function notesOnUnknown(found: unknown): string[] {
  return z
    .array(z.looseObject({ match: z.looseObject({}) }))
    .parse(found)
    .flatMap((each, index) => {
      const fields = Object.keys(each).filter((key) => !KNOWN_FIELDS.has(key));
      const conditions = Object.keys(each.match).filter((key) => !KNOWN_CONDITIONS.has(key));
      return fields
        .concat(conditions.map((key) => `match.${key}`))
        .map((key) => `acl[${index}].${key}: docker_auth knows nothing of that name and passes over it, as this does`);
    });
}

function invalid(reason: string): FoundAcl {
  return { kind: 'invalid', reason };
}
