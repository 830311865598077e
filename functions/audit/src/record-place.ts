import { isAuthEvent, isPolicyEvent, type WharfingerEvent } from '@wharfinger/events';
import type { Parsed, RepositoryName } from '@wharfinger/oci';
import { parseAccount } from '@wharfinger/token';

/** Whose record it is: a repository's, that of an account's sign-ins (`null` is nobody's account), or the policy's. */
export type RecordPlace =
  | { kind: 'repository'; repository: RepositoryName }
  | { kind: 'account'; account: string | null }
  | { kind: 'policy' };

/** Where an event is recorded, or why it can't be. */
export function recordPlace(event: WharfingerEvent): Parsed<RecordPlace> {
  if (isPolicyEvent(event)) return { kind: 'ok', value: { kind: 'policy' } };
  if (!isAuthEvent(event)) return { kind: 'ok', value: { kind: 'repository', repository: event.repository } };
  const { account } = event.data;
  // NOTE: it becomes a part of a key: a signature says who wrote it, not that it is one.
  if (account !== null && parseAccount(account).kind === 'invalid') {
    return { kind: 'invalid', reason: 'the account is none' };
  }
  return { kind: 'ok', value: { kind: 'account', account } };
}
