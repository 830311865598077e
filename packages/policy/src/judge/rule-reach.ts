import { isInNetwork, type IpNetwork, parseNetwork } from '../decide/ip-network.ts';
import type { Conditions } from '../policy-document.ts';

/** When and from where a rule holds. `undefined` is a condition that isn't there. */
export type RuleReach = {
  fromMs: number;
  untilMs: number;
  networks: readonly IpNetwork[] | undefined;
  services: ReadonlySet<string> | undefined;
};

function readNetworks(texts: readonly string[]): IpNetwork[] {
  return texts.flatMap((text) => {
    const parsed = parseNetwork(text);
    return parsed.kind === 'ok' ? [parsed.value] : [];
  });
}

/** Reads the conditions of a valid rule. */
export function readReach({ notBefore, notAfter, cidrs, services }: Conditions): RuleReach {
  return {
    fromMs: notBefore === undefined ? -Infinity : Date.parse(notBefore),
    untilMs: notAfter === undefined ? Infinity : Date.parse(notAfter),
    networks: cidrs && readNetworks(cidrs),
    services: services && new Set(services),
  };
}

function containsNetwork(outer: IpNetwork, inner: IpNetwork): boolean {
  return (
    outer.hostBits >= inner.hostBits &&
    isInNetwork({ family: inner.family, value: inner.network << inner.hostBits }, outer)
  );
}

/** Whether every address of the inner networks is in an outer one; `undefined` is every address, known or not. */
function coversNetworks(outer: RuleReach['networks'], inner: RuleReach['networks']): boolean {
  return (
    outer === undefined ||
    (inner?.every((network) => outer.some((candidate) => containsNetwork(candidate, network))) ?? false)
  );
}

/** Whether an address can be in both. */
export function meetNetworks(a: RuleReach['networks'], b: RuleReach['networks']): boolean {
  return (
    a === undefined ||
    b === undefined ||
    a.some((one) => b.some((other) => containsNetwork(one, other) || containsNetwork(other, one)))
  );
}

function coversServices(outer: RuleReach['services'], inner: RuleReach['services']): boolean {
  return outer === undefined || (inner !== undefined && [...inner].every((service) => outer.has(service)));
}

/** Whether, from now on, the first holds whenever the second does. */
export function isNoNarrower(general: RuleReach, special: RuleReach, now: Date): boolean {
  return (
    general.fromMs <= Math.max(special.fromMs, now.getTime()) &&
    general.untilMs >= special.untilMs &&
    coversServices(general.services, special.services) &&
    coversNetworks(general.networks, special.networks)
  );
}

const STEPS_OF_PAIR = 10;

/** What it takes to hold two reaches against each other: of networks every pair. */
export function costOfReaches(a: RuleReach, b: RuleReach): number {
  return STEPS_OF_PAIR * (1 + (a.networks?.length ?? 0) * (b.networks?.length ?? 0)) + (b.services?.size ?? 0);
}
