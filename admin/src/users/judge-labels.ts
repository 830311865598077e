import { type Labels, labelsSchema, MAX_LABEL_VALUES, MAX_LABELS } from '@wharfinger/identities';
import { quoteText } from '@wharfinger/oci';
import type * as z from 'zod';

/** Why a user can't have these labels, or undefined when it can: authn-hook judges by the same. */
export function judgeLabels(labels: Labels): string | undefined {
  const count = Object.keys(labels).length;
  if (count > MAX_LABELS) return `it has ${count} labels, and ${MAX_LABELS} are the most`;
  const issue = labelsSchema.safeParse(labels).error?.issues[0];
  return issue === undefined ? undefined : reasonOf(issue, labels);
}

function reasonOf(issue: z.core.$ZodIssue, labels: Labels): string {
  const [key = '', index] = issue.path.map(String);
  if (key === '') return 'its labels are no lists of texts';
  if (issue.code === 'invalid_key') return `its label ${quoteText(key)} ${issue.issues[0]?.message}`;
  const values = labels[key] ?? [];
  return index === undefined
    ? `its label ${key} has ${values.length} values, and ${MAX_LABEL_VALUES} are the most`
    : `the value ${quoteText(values[Number(index)] ?? '')} of its label ${key} ${issue.message}`;
}
