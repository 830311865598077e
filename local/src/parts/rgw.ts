import { cephConfigurationFile } from '../storage/ceph-files.ts';
import type { Part } from './part.ts';
import { loopback, type Plan } from './plan.ts';
import { httpProbe } from './probes.ts';

/** Ceph's S3 gateway. */
export function createRgwPart({ layout, ports }: Plan): Part {
  return {
    name: 'rgw',
    command: { program: 'radosgw', args: ['-f', '-n', 'client.rgw', '-c', cephConfigurationFile(layout)] },
    configuration: {},
    probe: httpProbe(`${loopback(ports.rgw)}/swift/healthcheck`),
    stopGraceMs: 10_000,
    // It keeps nothing, and on SIGTERM it may wait for minutes for a monitor that is gone at the same moment.
    orphanSignal: 'SIGKILL',
  };
}
