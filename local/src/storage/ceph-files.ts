import { join } from 'node:path';
import type { StateLayout } from '../state/layout.ts';

export function cephConfigurationFile(layout: StateLayout): string {
  return join(layout.cephDirectory, 'ceph.conf');
}

export function monitorMapFile(layout: StateLayout): string {
  return join(layout.cephDirectory, 'monmap');
}
