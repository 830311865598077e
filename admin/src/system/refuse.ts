import { type AdminAnswer, type ApiName, describeProblem } from './http-admin-client.ts';
import type { Shell } from './shell.ts';

/** Says what the system said instead of doing it; gives the exit code. */
export function refuse({ status, body }: AdminAnswer, shell: Shell, api: ApiName = 'authn-hook'): number {
  shell.complain(`${api} answers ${status}: ${describeProblem(status, body)}`);
  return 1;
}
