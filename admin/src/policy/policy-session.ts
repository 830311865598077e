import type { AdminAnswer, AdminClient } from '../system/http-admin-client.ts';
import { refuse } from '../system/refuse.ts';
import type { Shell } from '../system/shell.ts';

/** A client of the policy routes, and where a command speaks. */
export type PolicySession = { send: AdminClient; shell: Shell; isJson: boolean };

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
  if (!isDone || !parsed.success) return { kind: 'refused', code: refuse(answer, shell, 'authz') };
  return { kind: 'ok', value: parsed.data, body: answer.body, etag: answer.etag };
}

/** Prints an answer as it came, for machines. */
export function printJson(shell: Shell, value: unknown): void {
  // A line for each of its lines: no text in JSON has a line end of its own.
  for (const line of JSON.stringify(value, null, 2).split('\n')) shell.print(line);
}
