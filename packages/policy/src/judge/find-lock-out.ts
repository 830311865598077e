import { ACCOUNT_REQUIREMENT, findWays, POLICY_NAME, type Way, type Ways } from './find-lock-out-paths.ts';
import { createWayIndex, isSubset } from './find-lock-out-index.ts';
import type { PolicyDocument } from '../policy-document.ts';
import { coversNetworks, meetNetworks } from './rule-reach.ts';

/** The administrator who makes a change, the service through which policies are written, and when. */
export type ActingAdministrator = { account: string; service: string; now: Date };

/** Whether a change might take the policy away from who makes it, and how to go on. */
export type LockOut = { kind: 'none' } | { kind: 'locked-out'; reason: string };

/** Whether a denial takes a way that somebody has: whoever meets what the way requires meets what the denial does. */
function isSurelyLost({ requires, reach }: Way, losses: readonly Way[], now: Date): boolean {
  return losses.some(
    (loss) =>
      loss.reach.fromMs <= now.getTime() &&
      isSubset(loss.requires, requires) &&
      coversNetworks(loss.reach.networks, reach.networks),
  );
}

/** Whether somebody who goes this way might meet the denial. An account that isn't his is none. */
function canLose({ requires, reach }: Way, loss: Way): boolean {
  const accounts = loss.requires.filter((one) => one.startsWith(ACCOUNT_REQUIREMENT));
  return isSubset(accounts, requires) && meetNetworks(loss.reach.networks, reach.networks);
}

/** Ways on which somebody comes in now. */
function openWays({ gains, losses }: Ways, now: Date): Way[] {
  return gains.filter((way) => !isSurelyLost(way, losses, now));
}

/** Denials that say more than those before. */
function newLosses(before: Ways, after: Ways, now: Date): Way[] {
  const isKnown = createWayIndex(before.losses, now);
  return after.losses.filter((loss) => !isKnown(loss));
}

/** Whether a way is open for good, to everyone who meets what it requires. */
function isLasting({ reach }: Way): boolean {
  return reach.untilMs === Infinity && reach.networks === undefined;
}

function fixOf(account: string): string {
  return `bind the account ${account} itself to a role with policy:${POLICY_NAME}:read,write`;
}

function explainLoss(way: Way, losses: readonly Way[]): { what: string; fix: string } {
  const loss = losses.find((one) => canLose(way, one));
  if (loss !== undefined) {
    const fix = `leave the administrators out of denial ${loss.rule}`;
    return { what: `denial ${loss.rule}, which is for ${loss.subject}, might take it away`, fix };
  }
  const what = `binding ${way.rule} gave it to ${way.subject}, and no binding surely does so any longer`;
  return { what, fix: `keep binding ${way.rule} as it was` };
}

/** Why the administrator might not have one action any longer, and how to keep it. */
function findLoss(before: PolicyDocument, after: PolicyDocument, action: string, who: ActingAdministrator) {
  const { now } = who;
  const earlier = findWays(before, action, who, false);
  const later = findWays(after, action, who, false);
  const ways = openWays(earlier, now);
  if (ways.length === 0) return findLossOfAll(before, after, action, who);
  const losses = newLosses(earlier, later, now);
  const open = openWays(later, now);
  const isThreatened = (way: Way) => losses.some((loss) => canLose(way, loss));
  if (open.some((way) => way.requires.length === 0 && isLasting(way) && !isThreatened(way))) return undefined;
  const isKept = createWayIndex(open, now);
  const lost = ways.find((way) => isThreatened(way) || !isKept(way));
  return lost && explainLoss(lost, losses);
}

/** His token is older than the policy, so that it doesn't say how he came by it: somebody must have a way. */
function findLossOfAll(before: PolicyDocument, after: PolicyDocument, action: string, who: ActingAdministrator) {
  const { now } = who;
  const earlier = findWays(before, action, who, true);
  const later = findWays(after, action, who, true);
  const losses = newLosses(earlier, later, now);
  const open = openWays(later, now).filter((way) => !losses.some((loss) => canLose(way, loss)));
  const isKept = open.some(isLasting) || openWays(earlier, now).some(createWayIndex(open, now));
  return isKept ? undefined : { what: 'no binding that lasts gives it to anyone', fix: undefined };
}

/**
 * Tells whether the acting administrator might be unable to read or write the policy after a change. Nothing is known of
 * an account's labels: every way by which he may have come by the policy must stay open as it was, or one for his own
 * account must be open for good. What was so before (an end, a network, a denial) is no reason to refuse.
 */
export function findLockOut(before: PolicyDocument, after: PolicyDocument, who: ActingAdministrator): LockOut {
  for (const action of ['write', 'read']) {
    const loss = findLoss(before, after, action, who);
    if (loss === undefined) continue;
    const ways = [fixOf(who.account), loss.fix, 'repeat with force=true'].filter((way) => way !== undefined);
    const reason = `After this change ${who.account} might no longer have policy:${POLICY_NAME}:${action}: ${loss.what}. To go on, ${ways.join(', or ')}.`;
    return { kind: 'locked-out', reason };
  }
  return { kind: 'none' };
}
