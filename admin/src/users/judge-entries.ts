import { parseAccount } from '@wharfinger/token';

import type { Entry, FoundEntry } from './entry.ts';
import { judgeLabels } from './judge-labels.ts';
import { judgePasswordHash } from './judge-password-hash.ts';

/** Judges each entry of a file, in its order. An account that stands there twice is refused both times: readers differ on which counts. */
export function judgeEntries(found: readonly FoundEntry[]): Entry[] {
  const linesOf = Map.groupBy(found, ({ account }) => account);
  return found.map((entry) => {
    const { line, account, passwordHash, labels } = entry;
    const reason = refusalOf(entry) ?? duplicateReason(linesOf.get(account) ?? []);
    return reason === undefined && passwordHash !== null
      ? { kind: 'user', line, account, passwordHash, labels }
      : { kind: 'refused', line, account, reason: reason ?? 'it has no password' };
  });
}

function refusalOf({ account, passwordHash, labels }: FoundEntry): string | undefined {
  if (account === '') {
    return 'nobody has no name: what may be done without signing in is said by the policy (by default: pull public/**)';
  }
  const parsed = parseAccount(account);
  if (parsed.kind === 'invalid') return parsed.reason.replace(/\.$/, '');
  const hash = judgePasswordHash(passwordHash);
  if (hash.kind === 'refused') return hash.reason;
  return labels === undefined ? undefined : judgeLabels(labels);
}

function duplicateReason(same: readonly FoundEntry[]): string | undefined {
  if (same.length < 2) return undefined;
  return `it stands on lines ${same.map(({ line }) => line).join(', ')}: leave one of them`;
}
