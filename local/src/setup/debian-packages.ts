import { readFileSync } from 'node:fs';
import { findProgram } from './find-program.ts';
import { startNoServices } from './start-no-services.ts';
import { runLogged } from './run-logged.ts';
import { SetupError } from './setup-error.ts';

/** Debian's packages with the programs that the local system runs out of each. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  'ceph-mon': ['ceph-mon', 'monmaptool'],
  'ceph-osd': ['ceph-osd'],
  radosgw: ['radosgw'],
  'ceph-common': ['ceph', 'radosgw-admin'],
  haproxy: ['haproxy'],
  'util-linux': ['setpriv'],
};

/** Clients that only the end-to-end suite runs. */
const TEST_PACKAGES: Readonly<Record<string, readonly string[]>> = { skopeo: ['skopeo'] };

export type Machine = {
  /** Whether a program is on the PATH. */
  has: (program: string) => boolean;
  isRoot: boolean;
  isDebian: boolean;
};

/** The packages with a program that is missing. */
export function missingPackages(machine: Machine, withClients: boolean): string[] {
  const wanted = withClients ? { ...PACKAGES, ...TEST_PACKAGES } : PACKAGES;
  return Object.entries(wanted).flatMap(([name, programs]) => (programs.every(machine.has) ? [] : [name]));
}

/** The sentence for somebody whose packages this program may not, or can't, install; undefined when it may. */
export function adviseOnPackages(missing: readonly string[], machine: Machine): string | undefined {
  const list = missing.join(' ');
  if (!machine.isDebian) {
    return `Install what Debian's packages ${list} hold (the local system runs on Debian 12; here there is no apt-get), then start again.`;
  }
  if (!machine.isRoot) {
    return `Install the missing packages with: sudo apt-get update && sudo apt-get install -y --no-install-recommends ${list}`;
  }
  return undefined;
}

/**
 * Installs the missing packages, when root; starts none of their services.
 * @throws SetupError saying what to type, when they can't be installed from here
 */
export async function installPackages(
  missing: readonly string[],
  machine: Machine,
  signal: AbortSignal,
): Promise<void> {
  const advice = adviseOnPackages(missing, machine);
  if (advice !== undefined) throw new SetupError(advice);
  const restore = startNoServices();
  try {
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const patience = ['-o', 'DPkg::Lock::Timeout=300'];
    await runLogged('debian', 'apt-get', ['update', '-q'], { environment, signal });
    const install = ['install', '-y', '-q', '--no-install-recommends', ...patience, ...missing];
    await runLogged('debian', 'apt-get', install, { environment, signal });
  } finally {
    restore();
  }
}

export function inspectMachine(): Machine {
  return {
    has: (program) => findProgram(program) !== undefined,
    isRoot: process.getuid?.() === 0,
    isDebian: findProgram('apt-get') !== undefined && /^ID(_LIKE)?=.*\bdebian\b/m.test(readOsRelease()),
  };
}

function readOsRelease(): string {
  try {
    return readFileSync('/etc/os-release', 'utf8');
  } catch {
    return '';
  }
}
