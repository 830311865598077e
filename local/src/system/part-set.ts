import { createParts } from '../parts/create-parts.ts';
import { createDockerAuthPart } from '../parts/docker-auth.ts';
import { PART_NAMES, type PartName } from '../parts/part-names.ts';
import type { Plan } from '../parts/plan.ts';
import type { SupervisedProcess } from '../process/supervised-process.ts';
import { bringUpStorage, forgetStorage, type CephStorageOptions } from '../storage/ceph-storage.ts';
import { createProcess, createProcesses, keepLogsBounded, type ProcessOptions, stopProcesses } from './processes.ts';
import { createStorageRenewal } from './storage-renewal.ts';
import { probeSignIn } from './sign-in.ts';
import { waitForProbes } from './wait-for-probes.ts';
import { createReturnWatch } from './watch-return.ts';

export type PartControl = {
  /** How often it was started again after a death that nobody asked for. */
  readonly restarts: number;
  pid: () => number | undefined;
  kill: (signal: NodeJS.Signals) => void;
  start: () => void;
  /** Resolves when it is gone; it stays down until `start`. */
  stop: () => Promise<void>;
};

/** All parts of one system. */
export type PartSet = {
  controls: Readonly<Record<PartName, PartControl>>;
  start: (order: readonly PartName[] | undefined, signal: AbortSignal) => Promise<void>;
  whenReady: (options: { timeoutMs: number; signal: AbortSignal }) => Promise<void>;
  stop: () => Promise<void>;
};

const STORAGE_PARTS: ReadonlySet<PartName> = new Set<PartName>(['mon', 'osd', 'rgw']);

export function createPartSet(plan: Plan, log: (line: string) => void): PartSet {
  const { layout } = plan;
  /** The memory store lasts as long as its process. */
  const isFleeting = plan.store === 'memstore';
  const parts = createParts(plan);
  const processOptions: ProcessOptions = {
    log,
    onDeath: (name) => returnWatch.begin(name),
    reviveOsd: isFleeting ? (): void => renewal.begin() : undefined,
  };
  const processes = createProcesses(parts, layout, processOptions);
  const dockerAuth = plan.dockerAuth === undefined ? undefined : createDockerAuthPart(plan, plan.dockerAuth);
  const dockerAuthProcess = dockerAuth === undefined ? undefined : createProcess(dockerAuth, layout, processOptions);
  const storage: CephStorageOptions = { ...plan, parts: processes };
  const renewal = createStorageRenewal(storage, [processes['authn-hook'], processes.authz], log);
  const returnWatch = createReturnWatch(
    Object.fromEntries([
      ...PART_NAMES.map((name) => [
        name,
        { isRunning: () => processes[name].pid() !== undefined, probe: parts[name].probe },
      ]),
      ...(dockerAuth === undefined
        ? []
        : [['docker-auth', { isRunning: () => dockerAuthProcess?.pid() !== undefined, probe: dockerAuth.probe }]]),
    ]),
    log,
  );
  const stopBoundingLogs = keepLogsBounded(layout);
  const startedAt = performance.now();
  // The storage has a line of its own.
  const announced = new Set<string>(STORAGE_PARTS);
  const announce = (what: string): void => {
    if (announced.has(what)) return;
    announced.add(what);
    log(`  ok    ${((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${what}`);
  };

  return {
    controls: createControls(processes, (name) => {
      if (name === 'osd' && isFleeting && processes.osd.endedUncleanly) renewal.begin();
      else processes[name].start();
    }),
    start: async (order, signal) => {
      if (isFleeting) forgetStorage(layout);
      await bringUpStorage(storage, signal);
      announce(`storage (Ceph, ${plan.store})`);
      if (order !== undefined) for (const name of ['rgw', 'osd', 'mon'] as const) await processes[name].stop();
      for (const name of order ?? PART_NAMES) processes[name].start();
      dockerAuthProcess?.start();
    },
    whenReady: async ({ timeoutMs, signal }) => {
      const all = [...PART_NAMES.map((name) => parts[name]), ...(dockerAuth === undefined ? [] : [dockerAuth])];
      const probes = Object.fromEntries(all.map(({ name, probe }) => [name, probe]));
      const options = { timeoutMs, signal, onReady: announce, hint: `The logs are in ${layout.logDirectory}.` };
      await waitForProbes(probes, options);
      await waitForProbes({ 'sign-in through the edge': async () => await probeSignIn(plan) }, options);
    },
    stop: async () => {
      returnWatch.end();
      await renewal.end();
      stopBoundingLogs();
      await dockerAuthProcess?.stop();
      // What the memory store would write out on SIGTERM is never read again.
      await stopProcesses(processes, isFleeting ? { osd: 'SIGKILL', mon: 'SIGKILL' } : {});
      if (isFleeting) forgetStorage(layout);
    },
  };
}

function createControls(
  processes: Readonly<Record<PartName, SupervisedProcess>>,
  start: (name: PartName) => void,
): Record<PartName, PartControl> {
  const control = (name: PartName): PartControl => {
    const process = processes[name];
    return {
      get restarts() {
        return process.restarts;
      },
      pid: () => process.pid(),
      kill: (signal) => process.kill(signal),
      start: () => start(name),
      stop: async () => await process.stop(),
    };
  };
  return {
    mon: control('mon'),
    osd: control('osd'),
    rgw: control('rgw'),
    registry: control('registry'),
    edge: control('edge'),
    broker: control('broker'),
    token: control('token'),
    'authn-hook': control('authn-hook'),
    authz: control('authz'),
    events: control('events'),
    audit: control('audit'),
    gc: control('gc'),
  };
}
