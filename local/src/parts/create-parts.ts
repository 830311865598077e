import { createAuditPart } from './audit.ts';
import { createAuthnHookPart } from './authn-hook.ts';
import { createAuthzPart } from './authz.ts';
import { createBrokerPart } from './broker.ts';
import { createEdgePart } from './edge.ts';
import { createEventsPart } from './events.ts';
import { createGcPart } from './gc.ts';
import { createMonPart } from './mon.ts';
import { createOsdPart } from './osd.ts';
import type { Part } from './part.ts';
import type { PartName } from './part-names.ts';
import type { Plan } from './plan.ts';
import { createRegistryPart } from './registry.ts';
import { createRgwPart } from './rgw.ts';
import { createTokenPart } from './token.ts';

export function createParts(plan: Plan): Record<PartName, Part> {
  return {
    mon: createMonPart(plan),
    osd: createOsdPart(plan),
    rgw: createRgwPart(plan),
    registry: createRegistryPart(plan),
    edge: createEdgePart(plan),
    broker: createBrokerPart(plan),
    token: createTokenPart(plan),
    'authn-hook': createAuthnHookPart(plan),
    authz: createAuthzPart(plan),
    events: createEventsPart(plan),
    audit: createAuditPart(plan),
    gc: createGcPart(plan),
  };
}
