import { publicAddress } from '../parts/plan.ts';
import { findTakenPorts } from '../ports/find-taken-ports.ts';
import type { PortPlan } from '../ports/port-plan.ts';
import type { StateLayout } from '../state/layout.ts';
import { lockState } from '../state/lock.ts';
import { prepareDirectory } from '../state/prepare-directory.ts';
import { endLeftovers, findLeftovers } from '../state/recorded-processes.ts';
import { removeStackFile } from './stack.ts';
import { SystemError } from './system-error.ts';

const SHOWN_PORTS = 3;

/** What a configuration file of a part would read as something else than a path. */
const UNSAFE_PATH = /["'\\$#;%\p{Cc}]/u;

/**
 * Makes this process the one that runs on a state: takes its lock, ends what a killed system left behind, and checks the ports.
 * Returns the function that gives it up.
 * @throws SystemError `ERR_ALREADY_RUNNING`, `ERR_PORTS_IN_USE`, `ERR_STATE_PATH`
 */
export async function claimState(
  layout: StateLayout,
  ports: PortPlan,
  log: (line: string) => void,
): Promise<() => Promise<void>> {
  if (UNSAFE_PATH.test(layout.root)) {
    throw new SystemError(
      'ERR_STATE_PATH',
      `${layout.root}: choose a --state without quotes, \\ $ # ; or % in its path.`,
    );
  }
  const problem = prepareDirectory(layout.root);
  if (problem !== undefined) {
    throw new SystemError(
      'ERR_STATE_PATH',
      `${layout.root} can't hold the state: ${problem}. Choose a folder that you may write to with --state DIR.`,
    );
  }
  const self = { pid: process.pid, registry: publicAddress(ports), since: new Date().toISOString() };
  const lock = await lockState(layout.root, self);
  if (lock.kind === 'held') {
    const { pid, registry, since } = lock.holder ?? { pid: '?', registry: '?', since: '?' };
    throw new SystemError(
      'ERR_ALREADY_RUNNING',
      `A system is running on ${layout.root} already: process ${String(pid)}, ${registry}, since ${since}. ` +
        `Use that one, end it (Ctrl-C there, or kill ${String(pid)}), or start another beside it with --state DIR --port-base N.`,
    );
  }
  try {
    removeStackFile(layout.stackFile);
    const leftovers = findLeftovers(layout.runDirectory);
    if (leftovers.length > 0) {
      log(
        `Ending what an earlier system left behind: ${leftovers.map(({ name, pid }) => `${name} (${String(pid)})`).join(', ')}`,
      );
      await endLeftovers(leftovers);
    }
    await checkPorts(ports);
  } catch (error) {
    await lock.release();
    throw error;
  }
  return lock.release;
}

/** @throws SystemError `ERR_PORTS_IN_USE` naming them, with a way out */
export async function checkPorts(ports: PortPlan): Promise<void> {
  const taken = await findTakenPorts(ports);
  if (taken.length === 0) return;
  const shown = taken.slice(0, SHOWN_PORTS).join('; ');
  const others = taken.length > SHOWN_PORTS ? `; and ${String(taken.length - SHOWN_PORTS)} more` : '';
  const example = String(ports.base + 1000);
  throw new SystemError(
    'ERR_PORTS_IN_USE',
    `${shown}${others}. Free them, or choose others with --port-base (say, ${example}).`,
  );
}
