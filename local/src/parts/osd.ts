import { probeBuckets, s3Access } from '../storage/buckets.ts';
import { cephConfigurationFile } from '../storage/ceph-files.ts';
import type { Part } from './part.ts';
import type { Plan } from './plan.ts';

/** Ceph's object store daemon. It has no port of its own to ask: it is ready when S3 reads reach it. */
export function createOsdPart({ layout, ports, secrets }: Plan): Part {
  return {
    name: 'osd',
    command: { program: 'ceph-osd', args: ['-f', '-i', '0', '-c', cephConfigurationFile(layout)] },
    configuration: {},
    probe: async () => await probeBuckets(s3Access(ports.rgw, secrets)),
    stopGraceMs: 20_000,
  };
}
