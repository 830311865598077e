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

const KNOWN_FIELDS = new Set(Object.keys(entry.shape));
const KNOWN_CONDITIONS = new Set(Object.keys(match.shape));

/**
 * Reads docker_auth's `acl:`: a whole `auth_config.yml`, or only the list. Every scalar is text, as it is for
 * docker_auth, but nothing and `~`, which are not there at all: `account: ""` is nobody, `account:` is anybody.
 *
 * @see https://github.com/cesanta/docker_auth/blob/1.14.0/examples/reference.yml
 */
export function readAcl(source: string): FoundAcl {
  const document = parseDocument(source, {
    schema: 'failsafe',
    customTags: (tags) => [...tags, 'null'],
    merge: true,
    prettyErrors: false,
  });
  const [error] = document.errors;
  if (error !== undefined) return invalid(`the file is not YAML (${error.code})`);
  const top = document.contents;
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
  const parsed = z.array(entry).safeParse(found);
  if (!parsed.success) return invalid(describeIssue(parsed.error));
  const notes = [...(top instanceof YAMLMap ? notesOn(top) : []), ...notesOnUnknown(found)];
  return { kind: 'ok', entries: parsed.data.map(toEntry), notes };
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
  return `${place} is not what docker_auth takes (${issue?.message ?? 'another shape'})`;
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
