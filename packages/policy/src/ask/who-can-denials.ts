import { containsNetwork, networksMeet } from '../decide/ip-network.ts';
import type { StepBudget } from '../decide/step-budget.ts';
import type { Callers, OpenConditions, WhoCanEntry } from './who-can.ts';

/** How much of what a binding gives denials take away now, and which. */
export type TakenAway = { isTakenAway: 'wholly' | 'partly' | 'no'; denials: string[]; denialsTotal: number };

/** Most denials that are named for one entry. */
const MAX_NAMED_DENIALS: number = 20;

/** Whether every one of the callers is one of the others. */
function areAmong(callers: Callers, others: Callers): boolean {
  const hasLabels = others.labels.every((label) =>
    callers.labels.some(({ key, value }) => key === label.key && value === label.value),
  );
  if (!hasLabels) return false;
  if (others.kind === 'account') return callers.account === others.account;
  // Who has an account or a label is signed in.
  return others.kind !== 'signed-in' || callers.kind !== 'everyone';
}

/** Whether there can be somebody who is one of both: anybody may have any label. */
function mayMeet(a: Callers, b: Callers): boolean {
  return a.account === undefined || b.account === undefined || a.account === b.account;
}

/** Whether the denial's conditions are met wherever the binding's are. */
function areImplied(binding: OpenConditions, denial: OpenConditions): boolean {
  const { services, networks } = denial;
  const hasServices =
    services === undefined || binding.services?.every((service) => services.includes(service)) === true;
  if (!hasServices || networks === undefined) return hasServices;
  return binding.networks?.every((inner) => networks.some((outer) => containsNetwork(outer, inner))) === true;
}

function mayBothHold(binding: OpenConditions, denial: OpenConditions): boolean {
  const servicesMeet =
    binding.services === undefined ||
    denial.services === undefined ||
    denial.services.some((service) => binding.services?.includes(service));
  const { networks } = denial;
  if (!servicesMeet || binding.networks === undefined || networks === undefined) return servicesMeet;
  return binding.networks.some((one) => networks.some((other) => networksMeet(one, other)));
}

/** What it takes at most to compare two entries. */
function costOfPair({ callers, conditions }: WhoCanEntry, other: WhoCanEntry): number {
  const labels = callers.labels.length * other.callers.labels.length;
  const services = (conditions.services?.length ?? 0) * (other.conditions.services?.length ?? 0);
  const networks = (conditions.networks?.length ?? 0) * (other.conditions.networks?.length ?? 0);
  return 1 + labels + services + networks;
}

/**
 * Says what denials that are in force take away from the callers of one binding. When the budget is exhausted behind it,
 * the answer means nothing.
 */
export function findTakenAway(binding: WhoCanEntry, denials: readonly WhoCanEntry[], budget: StepBudget): TakenAway {
  const taking = denials.filter((denial) => {
    budget.spend(costOfPair(binding, denial));
    return (
      !budget.isExhausted() &&
      denial.isInForce &&
      mayMeet(binding.callers, denial.callers) &&
      mayBothHold(binding.conditions, denial.conditions)
    );
  });
  const isWholly = taking.some(
    ({ callers, conditions }) => areAmong(binding.callers, callers) && areImplied(binding.conditions, conditions),
  );
  const ids = [...new Set(taking.map(({ rule }) => rule))];
  return {
    isTakenAway: isWholly ? 'wholly' : ids.length > 0 ? 'partly' : 'no',
    denials: ids.slice(0, MAX_NAMED_DENIALS),
    denialsTotal: ids.length,
  };
}
