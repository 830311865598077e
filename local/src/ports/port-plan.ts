/** Every port of one local system, counted from its base. */
export type PortPlan = {
  base: number;
  edge: number;
  registry: number;
  broker: number;
  token: number;
  authnHook: number;
  authz: number;
  events: number;
  audit: number;
  gc: number;
  dockerAuth: number;
  rgw: number;
  mon: number;
  monLegacy: number;
  /** The OSD takes free ports out of this range by itself. */
  osdFirst: number;
  osdLast: number;
};

const LAST_OFFSET = 60;
export const LOWEST_PORT_BASE = 1024;
export const HIGHEST_PORT_BASE: number = 65_535 - LAST_OFFSET;

export function planPorts(base: number): PortPlan {
  return {
    base,
    edge: base,
    registry: base + 1,
    broker: base + 3,
    token: base + 11,
    authnHook: base + 12,
    authz: base + 13,
    events: base + 14,
    audit: base + 15,
    gc: base + 16,
    dockerAuth: base + 17,
    rgw: base + 20,
    mon: base + 30,
    monLegacy: base + 31,
    osdFirst: base + 40,
    osdLast: base + LAST_OFFSET,
  };
}

/** The ports that one certain part listens on, by the name to say when one of them is taken. */
export function fixedPorts(plan: PortPlan): { name: string; port: number }[] {
  return [
    { name: 'edge', port: plan.edge },
    { name: 'registry', port: plan.registry },
    { name: 'broker', port: plan.broker },
    { name: 'token', port: plan.token },
    { name: 'authn-hook', port: plan.authnHook },
    { name: 'authz', port: plan.authz },
    { name: 'events', port: plan.events },
    { name: 'audit', port: plan.audit },
    { name: 'gc', port: plan.gc },
    { name: 'docker-auth', port: plan.dockerAuth },
    { name: 'rgw', port: plan.rgw },
    { name: 'mon', port: plan.mon },
    { name: 'mon (v1 protocol)', port: plan.monLegacy },
  ];
}
