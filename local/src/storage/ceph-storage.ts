import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../process/run-command.ts';
import type { SupervisedProcess } from '../process/supervised-process.ts';
import type { PortPlan } from '../ports/port-plan.ts';
import type { StateLayout, Store } from '../state/layout.ts';
import type { Secrets } from '../state/secrets.ts';
import { writePrivateFile } from '../state/write-file.ts';
import { ensureBuckets, s3Access } from './buckets.ts';
import { cephConfigurationFile, monitorMapFile } from './ceph-files.ts';
import { monitorAddresses, renderCephConfiguration } from './ceph-configuration.ts';
import { loadFormatRecord, storeFormatRecord, type FormatRecord } from './format-record.ts';
import { retryUntil } from './retry-until.ts';

const COMMAND_TIMEOUT_MS = 60_000;
const S3_TIMEOUT_MS = 120_000;
const S3_USER = 'wharfinger';

export type StorageParts = Readonly<Record<'mon' | 'osd' | 'rgw', SupervisedProcess>>;

export type CephStorageOptions = {
  layout: StateLayout;
  ports: PortPlan;
  secrets: Secrets;
  store: Store;
  parts: StorageParts;
};

/**
 * Brings the object store up: formats it when it has never been formatted to the end, starts its three daemons,
 * and makes the S3 user and buckets. It may be broken off at any moment and called again.
 */
export async function bringUpStorage(options: CephStorageOptions, signal: AbortSignal): Promise<void> {
  const { layout, ports, secrets, parts } = options;
  const known = loadFormatRecord(layout.cephDirectory);
  let record = known === undefined ? await format(options, signal) : await reopen(options, known, signal);
  parts.osd.start();
  if (record.accessKeyId !== secrets.s3AccessKeyId) {
    await storeUser(layout, secrets, signal);
    record = { ...record, accessKeyId: secrets.s3AccessKeyId };
    storeFormatRecord(layout.cephDirectory, record);
  }
  parts.rgw.start();
  const access = s3Access(ports.rgw, secrets);
  await retryUntil(async () => await ensureBuckets(access, signal), { timeoutMs: S3_TIMEOUT_MS, signal });
}

/** Stops the three daemons, forgets everything that they stored, and brings an empty store up. */
export async function renewStorage(options: CephStorageOptions, signal: AbortSignal): Promise<void> {
  const { mon, osd, rgw } = options.parts;
  await Promise.all([mon.stop('SIGKILL'), osd.stop('SIGKILL'), rgw.stop('SIGKILL')]);
  forgetStorage(options.layout);
  await bringUpStorage(options, signal);
}

export function forgetStorage(layout: StateLayout): void {
  rmSync(layout.cephDirectory, { recursive: true, force: true });
}

async function format(options: CephStorageOptions, signal: AbortSignal): Promise<FormatRecord> {
  const { layout, ports, parts } = options;
  const record: FormatRecord = { schema: 1, fsid: randomUUID(), monPort: ports.mon };
  forgetStorage(layout);
  for (const folder of ['mon', 'osd', 'rgw', 'run']) {
    mkdirSync(join(layout.cephDirectory, folder), { recursive: true, mode: 0o700 });
  }
  writeConfiguration(options, record.fsid);
  const monmap = await writeMonitorMap(options, record.fsid, signal);
  await runCeph(layout, 'ceph-mon', ['-i', 'a', '--mkfs', '--monmap', monmap], signal);
  parts.mon.start();
  const osdUuid = randomUUID();
  await runCeph(layout, 'ceph', ['osd', 'new', osdUuid], signal);
  await runCeph(layout, 'ceph-osd', ['-i', '0', '--mkfs', '--osd-uuid', osdUuid], signal);
  storeFormatRecord(layout.cephDirectory, record);
  return record;
}

async function reopen(options: CephStorageOptions, record: FormatRecord, signal: AbortSignal): Promise<FormatRecord> {
  const { layout, ports, parts } = options;
  writeConfiguration(options, record.fsid);
  let current = record;
  if (record.monPort !== ports.mon) {
    // The monitor's address is part of its own map: another --port-base needs another map.
    const monmap = await writeMonitorMap(options, record.fsid, signal);
    await runCeph(layout, 'ceph-mon', ['-i', 'a', '--inject-monmap', monmap], signal);
    current = { ...record, monPort: ports.mon };
    storeFormatRecord(layout.cephDirectory, current);
  }
  parts.mon.start();
  return current;
}

function writeConfiguration({ layout, ports, store }: CephStorageOptions, fsid: string): void {
  const text = renderCephConfiguration({ directory: layout.cephDirectory, fsid, ports, store });
  writePrivateFile(cephConfigurationFile(layout), text);
}

async function writeMonitorMap(options: CephStorageOptions, fsid: string, signal: AbortSignal): Promise<string> {
  const path = monitorMapFile(options.layout);
  const args = ['--create', '--clobber', '--fsid', fsid, '--addv', 'a', monitorAddresses(options.ports), path];
  await runCommand({ program: 'monmaptool', args }, { timeoutMs: COMMAND_TIMEOUT_MS, signal });
  return path;
}

/** Makes the S3 user, or gives it the keys of this state. They go in through a file: an argument list is public. */
async function storeUser(layout: StateLayout, secrets: Secrets, signal: AbortSignal): Promise<void> {
  const file = join(layout.cephDirectory, 'user.json');
  const keys = [{ user: S3_USER, access_key: secrets.s3AccessKeyId, secret_key: secrets.s3SecretAccessKey }];
  const data = {
    user_id: S3_USER,
    display_name: S3_USER,
    max_buckets: 1000,
    keys,
    type: 'rgw',
    op_mask: 'read, write, delete',
  };
  const version = { tag: 'wharfinger', ver: 1 };
  const user = { key: `user:${S3_USER}`, ver: version, mtime: '2026-01-01T00:00:00Z', data };
  writePrivateFile(file, JSON.stringify(user));
  await runCeph(layout, 'radosgw-admin', ['metadata', 'put', user.key, `--infile=${file}`], signal);
  rmSync(file);
}

async function runCeph(
  layout: StateLayout,
  program: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const all = [...args, '-c', cephConfigurationFile(layout)];
  await runCommand({ program, args: all }, { timeoutMs: COMMAND_TIMEOUT_MS, signal });
}
