import type { PolicyDocument } from '../policy-document.ts';
import type { ActingAdministrator } from './acting-administrator.ts';
import { areSameWays, createWayIndex, isSubset } from './find-lock-out-index.ts';
import {
  ACCOUNT_REQUIREMENT,
  createNameMatcher,
  findWays,
  POLICY_NAME,
  type Way,
  type Ways,
  type WaysContext,
} from './find-lock-out-ways.ts';
import { createJudgingWork, finishAtOnce } from './judging-work.ts';
import { costOfReaches, meetNetworks } from './rule-reach.ts';

/** Whether a change might take the policy away from who makes it, and how to go on. */
export type LockOut = { kind: 'none' } | { kind: 'locked-out'; reason: string };

/** What is lost, and what would keep it. */
type Loss = { what: string; fixes: readonly string[] };

/** Ways on which somebody comes in now, and those that open later. */
type OpenWays = { now: readonly Way[]; later: readonly Way[] };

/** What a judgement may take: some seconds. */
const MAX_STEPS = 50_000_000;

const STEPS_OF_WAY = 20;

/** Whether somebody who goes this way might meet the denial. An account that isn't his is none. */
function canLose({ requires, reach }: Way, loss: Way): boolean {
  const accounts = loss.requires.filter((one) => one.startsWith(ACCOUNT_REQUIREMENT));
  return isSubset(accounts, requires) && meetNetworks(loss.reach.networks, reach.networks);
}

/** Sorts out what a denial surely takes: whoever meets what the way requires meets what the denial does. */
function* openWays({ gains, losses }: Ways, { who, work }: WaysContext): Generator<undefined, OpenWays> {
  const nowMs = who.now.getTime();
  const isLostForGood = createWayIndex(losses, who.now, work);
  const inForce = losses
    .filter(({ reach }) => reach.fromMs <= nowMs)
    .map((loss) => Object.assign({}, loss, { reach: { ...loss.reach, fromMs: -Infinity, untilMs: Infinity } }));
  const isLostNow = createWayIndex(inForce, who.now, work);
  const open: { now: Way[]; later: Way[] } = { now: [], later: [] };
  for (const way of gains) {
    work.spend(STEPS_OF_WAY);
    if (work.isTurnOver()) yield;
    if (isLostForGood(way)) continue;
    if (way.reach.fromMs <= nowMs && !isLostNow(way)) open.now.push(way);
    else open.later.push(way);
  }
  return open;
}

/** Which of the ways a denial that says more than those before might take. */
function* findThreats(
  ways: readonly Way[],
  before: Ways,
  after: Ways,
  { who, work }: WaysContext,
): Generator<undefined, Map<Way, Way>> {
  const isKnown = createWayIndex(before.losses, who.now, work);
  const losses = after.losses.filter((loss) => !isKnown(loss));
  const threats = new Map<Way, Way>();
  for (const way of ways) {
    for (const loss of losses) {
      if (work.isExhausted()) return threats;
      work.spend(costOfReaches(way.reach, loss.reach));
      if (!canLose(way, loss)) continue;
      threats.set(way, loss);
      break;
    }
    if (work.isTurnOver()) yield;
  }
  return threats;
}

/** Whether a way is open for good, to everyone who meets what it requires. */
function isLasting({ reach }: Way): boolean {
  return reach.untilMs === Infinity && reach.networks === undefined;
}

function describeThreat(denial: Way): Loss {
  return {
    what: `denial ${denial.rule}, which is for ${denial.subject}, might take it away`,
    fixes: [`leave the administrators out of denial ${denial.rule}`],
  };
}

function fixOf({ account }: ActingAdministrator): string {
  return `bind the account ${account} itself to a role with policy:${POLICY_NAME}:read,write`;
}

/** The first of the ways that isn't open any longer, or that a denial might take. */
function* findLostWay(
  ways: readonly Way[],
  open: readonly Way[],
  threats: ReadonlyMap<Way, Way>,
  { who, work }: WaysContext,
): Generator<undefined, Loss | undefined> {
  const isKept = createWayIndex(open, who.now, work);
  for (const way of ways) {
    work.spend(STEPS_OF_WAY);
    if (work.isTurnOver()) yield;
    const denial = threats.get(way);
    if (denial !== undefined) return describeThreat(denial);
    if (isKept(way)) continue;
    const verb = way.reach.fromMs > who.now.getTime() ? 'would give' : 'gave';
    const what = `binding ${way.rule} ${verb} it to ${way.subject}, and no binding surely does so any longer`;
    return { what, fixes: [fixOf(who), `keep binding ${way.rule} as it was`] };
  }
  return undefined;
}

/** Why the administrator might not have one action any longer, and how to keep it. */
function* findLoss(
  before: PolicyDocument,
  after: PolicyDocument,
  action: string,
  context: WaysContext,
): Generator<undefined, Loss | undefined> {
  const ofAll = {
    earlier: yield* findWays(before, action, context, true),
    later: yield* findWays(after, action, context, true),
  };
  if (areSameWays(ofAll.earlier, ofAll.later)) return undefined;
  const earlier = yield* findWays(before, action, context, false);
  const later = yield* findWays(after, action, context, false);
  const ways = yield* openWays(earlier, context);
  if (ways.now.length === 0) return yield* findLossOfAll(ofAll, context);
  const open = yield* openWays(later, context);
  const threats = yield* findThreats([...ways.now, ...ways.later, ...open.now], earlier, later, context);
  if (open.now.some((way) => way.requires.length === 0 && isLasting(way) && !threats.has(way))) return undefined;
  const lost = yield* findLostWay(ways.now, open.now, threats, context);
  // Who came by one that ends may go on by another.
  if (lost !== undefined || ways.now.every(({ reach }) => reach.untilMs === Infinity)) return lost;
  return yield* findLostWay(ways.later, [...open.now, ...open.later], threats, context);
}

/** His token is older than the policy, so that it doesn't say how he came by it: whoever has a way must keep it. */
function* findLossOfAll(
  { earlier, later }: { earlier: Ways; later: Ways },
  context: WaysContext,
): Generator<undefined, Loss | undefined> {
  const ways = yield* openWays(earlier, context);
  const open = yield* openWays(later, context);
  const threats = yield* findThreats([...ways.now, ...open.now], earlier, later, context);
  if (open.now.some((way) => isLasting(way) && !threats.has(way))) {
    return yield* findLostWay(ways.now, open.now, threats, context);
  }
  const isLost = ways.now.length === 0 || (yield* findLostWay(ways.now, open.now, threats, context)) !== undefined;
  return isLost ? { what: 'no binding that lasts gives it to anyone', fixes: [fixOf(context.who)] } : undefined;
}

/** As `findLockOut`, with a pause at every `yield`: a few milliseconds lie between two. */
export function* findLockOutInSteps(
  before: PolicyDocument,
  after: PolicyDocument,
  who: ActingAdministrator,
): Generator<undefined, LockOut> {
  const work = createJudgingWork(MAX_STEPS);
  const context = { who, work, matchName: createNameMatcher(who, work) };
  for (const action of ['write', 'read']) {
    const loss = yield* findLoss(before, after, action, context);
    const might = `After this change ${who.account} might no longer have policy:${POLICY_NAME}:${action}`;
    if (work.isExhausted()) {
      const reason = `${might}: the rules that are about the policy are too many, or their patterns too long, to tell.`;
      return { kind: 'locked-out', reason };
    }
    if (loss === undefined) continue;
    return { kind: 'locked-out', reason: `${might}: ${loss.what}. To go on, ${loss.fixes.join(', or ')}.` };
  }
  return { kind: 'none' };
}

/**
 * Tells whether the acting administrator might be unable to read or write the policy after a change. Nothing is known of
 * an account's labels: every way by which he may have come by the policy must stay open as it was, or one for his own
 * account must be open for good. What was so before (an end, a network, a denial) is no reason to refuse.
 */
export function findLockOut(before: PolicyDocument, after: PolicyDocument, who: ActingAdministrator): LockOut {
  return finishAtOnce(findLockOutInSteps(before, after, who));
}
