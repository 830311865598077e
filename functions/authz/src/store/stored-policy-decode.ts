import { bindingSchema, denialSchema, type PolicyDocument, policyDocumentSchema } from '@wharfinger/policy';
import * as z from 'zod';

import { type StoredRevision, storedRevisionSchema } from './stored-policy.ts';
import type { Pause } from './stored-policy-text.ts';

/** Rules that are checked without a pause: a few milliseconds. */
const RULES_AT_A_TIME = 500;
/** Nobody reads of more, and a generated document may be wrong in every rule. */
const MAX_ISSUES = 100;

type Issue = z.core.$ZodIssue;

/** A document in one of its stored forms, or what is wrong with it. */
export type PolicyDecoding =
  | { kind: 'ok'; document: PolicyDocument; revision: StoredRevision | undefined }
  | { kind: 'invalid'; issues: readonly Issue[]; revision: StoredRevision | undefined };

const listsSchema = z.looseObject({ bindings: z.array(z.unknown()), denials: z.array(z.unknown()) });
const versionedSchema = z.looseObject({ schema: z.literal(2), revision: z.unknown() });

/** Takes the revision out of a schema 2 document; what is left has the schema 1 form. */
function splitRevision(value: unknown, issues: Issue[]): { plain: unknown; revision: StoredRevision | undefined } {
  const versioned = versionedSchema.safeParse(value);
  if (!versioned.success) return { plain: value, revision: undefined };
  const { revision, ...rest } = versioned.data;
  const parsed = storedRevisionSchema.safeParse(revision);
  if (!parsed.success) issues.push(...parsed.error.issues.map((issue) => placed(issue, ['revision', ...issue.path])));
  return { plain: { ...rest, schema: 1 }, revision: parsed.data };
}

function placed(issue: Issue, path: PropertyKey[]): Issue {
  return Object.assign({}, issue, { path });
}

async function checkRules<T>(
  list: { name: 'bindings' | 'denials'; rules: readonly unknown[]; schema: z.ZodType<T> },
  issues: Issue[],
  pause: Pause,
): Promise<T[]> {
  const { name, rules } = list;
  const schema = z.array(list.schema);
  const checked: T[] = [];
  for (let from = 0; from < rules.length && issues.length < MAX_ISSUES; from += RULES_AT_A_TIME) {
    const parsed = schema.safeParse(rules.slice(from, from + RULES_AT_A_TIME));
    for (const rule of parsed.data ?? []) checked.push(rule);
    for (const issue of parsed.error?.issues ?? []) {
      const [index, ...rest] = issue.path;
      issues.push(placed(issue, [name, from + Number(index), ...rest]));
    }
    await pause();
  }
  return checked;
}

/** Checks a document of either schema as `policyDocumentSchema` does, a few rules at a time. */
export async function decodePolicy(value: unknown, pause: Pause): Promise<PolicyDecoding> {
  const issues: Issue[] = [];
  const { plain, revision } = splitRevision(value, issues);
  const lists = listsSchema.safeParse(plain);
  if (!lists.success) {
    issues.push(...(policyDocumentSchema.safeParse(plain).error?.issues ?? lists.error.issues));
    return { kind: 'invalid', issues, revision };
  }
  const { bindings: bindingList, denials: denialList, ...rest } = lists.data;
  const shell = policyDocumentSchema.safeParse({ ...rest, bindings: [], denials: [] });
  issues.push(...(shell.error?.issues ?? []));
  const bindings = await checkRules({ name: 'bindings', rules: bindingList, schema: bindingSchema }, issues, pause);
  const denials = await checkRules({ name: 'denials', rules: denialList, schema: denialSchema }, issues, pause);
  if (!shell.success || issues.length > 0) return { kind: 'invalid', issues, revision };
  return { kind: 'ok', document: { ...shell.data, bindings, denials }, revision };
}
