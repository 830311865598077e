import * as z from 'zod';

import type { AdminAnswer, AdminClient } from '../system/http-admin-client.ts';
import { refuse } from '../system/refuse.ts';
import type { Shell } from '../system/shell.ts';

/** A client of the policy routes, and where a command speaks. */
export type PolicySession = { send: AdminClient; shell: Shell; isJson: boolean };

/** What authz calls a refusal that `force=true` overrides. */
const LOCK_OUT_TYPE = 'urn:wharfinger:problem:lock-out';

const problemAnswer = z.object({
  type: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), detail: z.string() })).optional(),
});

type Schema<T> = { safeParse: (value: unknown) => { success: true; data: T } | { success: false } };

export type Asked<T> = { kind: 'ok'; value: T; body: unknown; etag: string | null } | { kind: 'refused'; code: number };

/** Sends a request; what isn't the answer that was expected is said, and ends the command. */
export async function ask<T>(
  { send, shell }: Pick<PolicySession, 'send' | 'shell'>,
  request: Parameters<AdminClient>[0],
  schema: Schema<T>,
): Promise<Asked<T>> {
  const answer = await send(request);
  return read(answer, schema, shell);
}

function read<T>(answer: AdminAnswer, schema: Schema<T>, shell: Shell): Asked<T> {
  const isDone = answer.status === 200 || answer.status === 201;
  const parsed = schema.safeParse(answer.body);
  if (!isDone || !parsed.success) return { kind: 'refused', code: explainRefusal(answer, shell) };
  return { kind: 'ok', value: parsed.data, body: answer.body, etag: answer.etag };
}

/** Says what the system said, and what can be done about it; gives the exit code. */
function explainRefusal(answer: AdminAnswer, shell: Shell): number {
  const { type, errors = [] } = problemAnswer.safeParse(answer.body).data ?? {};
  if (answer.status === 400 && errors.length > 0) {
    for (const { path, detail } of errors) shell.complain(`${path} ${detail}`);
    return 1;
  }
  const code = refuse(answer, shell, 'authz');
  if (type === LOCK_OUT_TYPE) shell.complain('Here that is --force; docs/policy-recovery.md is the way back.');
  if (type === undefined && answer.status === 409 && answer.etag !== null) {
    shell.complain(`To write another in its place: ${applyLine(answer.etag)}`);
  }
  return code;
}

/** What to type, so that a file takes the place of one version and of no other. */
export function applyLine(etag: string): string {
  return `npm run policy -- apply FILE --base ${etag.replaceAll('"', '')}`;
}

/** Prints an answer as it came, for machines. */
export function printJson(shell: Shell, value: unknown): void {
  // A line for each of its lines: no text in JSON has a line end of its own.
  for (const line of JSON.stringify(value, null, 2).split('\n')) shell.print(line);
}
