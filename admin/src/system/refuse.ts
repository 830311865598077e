import { type AdminAnswer, describeProblem } from './http-admin-client.ts';
import type { Shell } from './shell.ts';

/** Says what the system said instead of doing it; gives the exit code. */
export function refuse({ status, body }: AdminAnswer, shell: Shell): number {
  shell.complain(`authn-hook answers ${status}: ${describeProblem(status, body)}`);
  return 1;
}
