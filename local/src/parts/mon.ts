import { cephConfigurationFile } from '../storage/ceph-files.ts';
import type { Part } from './part.ts';
import type { Plan } from './plan.ts';
import { tcpProbe } from './probes.ts';

/** Ceph's monitor: knows which daemons belong to the store. */
export function createMonPart({ layout, ports }: Plan): Part {
  return {
    name: 'mon',
    command: { program: 'ceph-mon', args: ['-f', '-i', 'a', '-c', cephConfigurationFile(layout)] },
    configuration: {},
    probe: tcpProbe(ports.mon),
    stopGraceMs: 10_000,
  };
}
