import type { TrustDocument } from './trust-document.ts';
import { parseTrustTemplate } from './trust-template.ts';

type Giver = Pick<TrustDocument, 'name' | 'issuer' | 'account'>;

/**
 * The name of a trust in another issuer that could give the same account, or `undefined`. Two accounts without a claim
 * may be equal: an administrator wrote both, and means the same workload by them.
 */
export function findTrustOverlap(trust: Giver, others: readonly Giver[]): string | undefined {
  const mine = parseTrustTemplate(trust.account);
  return others.find((other) => {
    if (other.name === trust.name || other.issuer === trust.issuer) return false;
    const theirs = parseTrustTemplate(other.account);
    if (mine === undefined || theirs === undefined || (mine.claim === null && theirs.claim === null)) return false;
    // A text without a claim is whole: what begins with it is another account.
    return (
      (mine.claim !== null && theirs.prefix.startsWith(mine.prefix)) ||
      (theirs.claim !== null && mine.prefix.startsWith(theirs.prefix))
    );
  })?.name;
}
