import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { PartName } from '../parts/part-names.ts';
import type { Plan } from '../parts/plan.ts';
import { planPorts } from '../ports/port-plan.ts';
import { toolPath } from '../setup/go-tools.ts';
import { loadOrCreateDockerAuthKey } from '../state/docker-auth-key.ts';
import { createStateLayout, type Store } from '../state/layout.ts';
import { loadOrCreateSecrets } from '../state/secrets.ts';
import { loadOrCreateSigningKeys } from '../state/signing-keys.ts';
import { createPrivateFile } from '../state/write-file.ts';
import { checkPorts, claimState } from './claim-state.ts';
import { createPartSet, type PartControl } from './part-set.ts';
import { describeStack, removeStackFile, writeStackFile, type Stack } from './stack.ts';
import { watchDeadLetters } from './watch-dead-letters.ts';

const READY_TIMEOUT_MS = 180_000;

export type SystemOptions = {
  stateDirectory: string;
  portBase: number;
  store: Store;
  /**
   * Names every part: once the storage is made, and its three parts are stopped again, all parts start in this order, none waiting
   * for another. Default: all at once.
   */
  order?: readonly PartName[];
  /** Runs once the state belongs to this process and the ports are free: the time to make what the parts need. */
  beforeStart?: () => Promise<void>;
  /** docker_auth 1.14, to make the clients' tokens in the token function's place. Default: `WHARFINGER_DOCKER_AUTH`. */
  dockerAuthProgram?: string | undefined;
  /** Gets one line at a time. */
  log: (line: string) => void;
  /** Breaks the start off; what has been started is ended first. */
  signal?: AbortSignal;
};

export type System = {
  stack: Stack;
  /** Whether the administrator's password was ever shown; a start that was broken off may have made it and shown nothing. */
  wasPasswordShown: boolean;
  /** To call once it is shown. */
  recordPasswordShown: () => void;
  parts: Readonly<Record<PartName, PartControl>>;
  /** Resolves when every part is ready and a client can sign in. */
  whenReady: (timeoutMs?: number) => Promise<void>;
  stop: () => Promise<void>;
};

/**
 * Starts the whole system and resolves when it is ready, with `stack.json` written. The tools and bundles must be there.
 * @throws SystemError when another one runs there or ports are taken; NotReadyError when parts don't get ready
 */
export async function startSystem(options: SystemOptions): Promise<System> {
  const signal = options.signal ?? new AbortController().signal;
  const layout = createStateLayout(resolve(options.stateDirectory), options.store);
  const ports = planPorts(options.portBase);
  const undo: (() => Promise<void> | void)[] = [await claimState(layout, ports, options.log)];
  const stop = async (): Promise<void> => {
    removeStackFile(layout.stackFile);
    for (const step of undo.splice(0).toReversed()) await step();
  };
  try {
    if (options.beforeStart !== undefined) {
      await options.beforeStart();
      // It may have taken minutes, in which anybody could take a port.
      await checkPorts(ports);
    }
    const secrets = loadOrCreateSecrets(layout.secretsFile);
    const first = await loadOrCreateSigningKeys(layout.keysDirectory);
    const program = options.dockerAuthProgram ?? process.env['WHARFINGER_DOCKER_AUTH'] ?? '';
    const dockerAuth =
      program === '' ? undefined : { program, ...(await loadOrCreateDockerAuthKey(layout.keysDirectory, signal)) };
    const jwks = dockerAuth === undefined ? first : await loadOrCreateSigningKeys(layout.keysDirectory);
    const { store } = options;
    const plan: Plan = { layout, ports, secrets, jwks, store, registryProgram: toolPath('registry'), dockerAuth };
    undo.push(watchDeadLetters(layout.deadLetterDirectory, options.log));
    const parts = createPartSet(plan, options.log);
    undo.push(parts.stop);
    await parts.start(options.order, signal);
    await parts.whenReady({ timeoutMs: READY_TIMEOUT_MS, signal });
    const stack = describeStack(plan);
    writeStackFile(layout.stackFile, stack);
    return {
      stack,
      wasPasswordShown: existsSync(layout.passwordShownFile),
      recordPasswordShown: () => {
        createPrivateFile(layout.passwordShownFile, '');
      },
      parts: parts.controls,
      whenReady: async (timeoutMs = READY_TIMEOUT_MS) => await parts.whenReady({ timeoutMs, signal }),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
