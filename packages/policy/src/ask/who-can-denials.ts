import { type IpNetwork, isInNetwork, parseNetwork } from '../decide/ip-network.ts';
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

function readNetworks(cidrs: readonly string[]): IpNetwork[] {
  return cidrs.flatMap((text) => {
    const parsed = parseNetwork(text);
    return parsed.kind === 'ok' ? [parsed.value] : [];
  });
}

/** Whether all addresses of the first lie in the second. */
function isWithin(inner: IpNetwork, outer: IpNetwork): boolean {
  const first = { family: inner.family, value: inner.network << inner.hostBits };
  return inner.hostBits <= outer.hostBits && isInNetwork(first, outer);
}

function networksMeet(a: readonly IpNetwork[], b: readonly IpNetwork[]): boolean {
  return a.some((one) => b.some((other) => isWithin(one, other) || isWithin(other, one)));
}

/** Whether the denial's conditions are met wherever the binding's are. */
function areImplied(binding: OpenConditions, denial: OpenConditions): boolean {
  const { services, cidrs } = denial;
  const hasServices =
    services === undefined || binding.services?.every((service) => services.includes(service)) === true;
  if (!hasServices || cidrs === undefined) return hasServices;
  const outer = readNetworks(cidrs);
  return (
    binding.cidrs !== undefined &&
    readNetworks(binding.cidrs).every((one) => outer.some((other) => isWithin(one, other)))
  );
}

function mayBothHold(binding: OpenConditions, denial: OpenConditions): boolean {
  const servicesMeet =
    binding.services === undefined ||
    denial.services === undefined ||
    denial.services.some((service) => binding.services?.includes(service));
  if (!servicesMeet || binding.cidrs === undefined || denial.cidrs === undefined) return servicesMeet;
  return networksMeet(readNetworks(binding.cidrs), readNetworks(denial.cidrs));
}

/** Says what denials that are in force take away from the callers of one binding. */
export function findTakenAway(binding: WhoCanEntry, denials: readonly WhoCanEntry[]): TakenAway {
  const taking = denials.filter(
    (denial) =>
      denial.isInForce &&
      mayMeet(binding.callers, denial.callers) &&
      mayBothHold(binding.conditions, denial.conditions),
  );
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
