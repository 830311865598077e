import type { Logger } from '@wharfinger/function-kit';

import { REFRESH_TOKEN_REUSED } from './authenticate.ts';

/** Says in the log why somebody is refused. People type passwords into the name: only an account that exists is named. */
export function logRefusal(
  log: Pick<Logger, 'info' | 'warn'>,
  { why, account }: { why: string; account: string | null },
): void {
  const fields = { why, ...(account === null ? {} : { account }) };
  if (why === REFRESH_TOKEN_REUSED) log.warn(fields, 'refused: somebody else has a refresh token');
  else log.info(fields, 'refused');
}
