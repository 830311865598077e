import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cleanEnvironment, type Command } from './run-command.ts';
import { closeLog, logSizeBytes, openLog } from './bounded-log.ts';
import { lastWords } from './last-words.ts';
import { restartDelayMs, STEADY_MS } from './restart-delay.ts';

export type Ending = { code: number | null; signal: NodeJS.Signals | null };

/** What happens to a supervised process, for the console. */
export type ProcessReport =
  | {
      kind: 'died';
      name: string;
      ending: Ending;
      /** The last fatal line of its log, when it ended with a code of its own. */
      lastWords?: string;
      restartInMs: number;
      restarts: number;
    }
  | { kind: 'could-not-start'; name: string; reason: string };

export type SupervisedProcess = {
  readonly name: string;
  /** How often it was started again after a death that nobody asked for. */
  readonly restarts: number;
  /** Whether it last ended in another way than by itself or on SIGTERM, so that it could not write out what it had in memory. */
  readonly endedUncleanly: boolean;
  pid: () => number | undefined;
  kill: (signal: NodeJS.Signals) => void;
  start: () => void;
  /** Its next end is nothing to report, and no restart follows. */
  expectEnd: () => void;
  /** Ends it (SIGTERM, after the grace SIGKILL) and resolves when it is gone; it stays down until `start`. */
  stop: (signal?: NodeJS.Signals) => Promise<void>;
};

export type SupervisedProcessOptions = {
  name: string;
  command: Command;
  logPath: string;
  stopGraceMs: number;
  /** What the process gets when this one ends without a word; default SIGTERM. */
  orphanSignal?: NodeJS.Signals;
  /** Called with every new process id, and with undefined when the process is gone. */
  recordPid: (pid: number | undefined) => void;
  report: (report: ProcessReport) => void;
  /** Takes the place of the restart after an unclean death; the process stays down until somebody starts it. */
  revive?: () => void;
};

export function createSupervisedProcess(options: SupervisedProcessOptions): SupervisedProcess {
  return new Supervision(options);
}

class Supervision implements SupervisedProcess {
  readonly name: string;
  restarts = 0;
  endedUncleanly = false;
  readonly #options: SupervisedProcessOptions;
  #isWanted = false;
  #child: ChildProcess | undefined;
  #startedAtMs = 0;
  #logStartBytes = 0;
  #deathsInARow = 0;
  #pendingRestart: NodeJS.Timeout | undefined;

  constructor(options: SupervisedProcessOptions) {
    this.name = options.name;
    this.#options = options;
  }

  pid(): number | undefined {
    return this.#child?.pid;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  start(): void {
    if (this.#isWanted) return;
    this.#isWanted = true;
    this.#launch();
  }

  expectEnd(): void {
    this.#isWanted = false;
    clearTimeout(this.#pendingRestart);
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    this.expectEnd();
    const child = this.#child;
    if (child === undefined) return;
    const gone = once(child, 'close');
    child.kill(signal);
    const impatience = setTimeout(() => child.kill('SIGKILL'), this.#options.stopGraceMs);
    await gone;
    clearTimeout(impatience);
  }

  #restart(): void {
    if (this.endedUncleanly && this.#options.revive !== undefined) {
      this.#isWanted = false;
      this.#options.revive();
      return;
    }
    this.#launch();
  }

  #launch(): void {
    const { command, logPath, orphanSignal = 'SIGTERM' } = this.#options;
    this.#logStartBytes = logSizeBytes(logPath);
    const log = openLog(logPath);
    // setpriv becomes the program; the signal reaches it when this process ends without a word (SIGKILL), so that nothing is left behind.
    const child = spawn(
      'setpriv',
      ['--pdeathsig', orphanSignal.slice('SIG'.length), '--', command.program, ...command.args],
      {
        stdio: ['ignore', log, log],
        env: { ...cleanEnvironment(), ...command.environment },
        // A session of its own: Ctrl-C in a terminal reaches this process alone, which then ends the parts in their order.
        detached: true,
      },
    );
    closeLog(log);
    this.#child = child;
    this.#startedAtMs = performance.now();
    if (child.pid !== undefined) this.#options.recordPid(child.pid);
    child.once('error', (error) => {
      if (child.pid !== undefined) return;
      this.#options.report({ kind: 'could-not-start', name: this.name, reason: error.message });
    });
    child.once('close', (code, signal) => this.#onEnd({ code, signal }));
  }

  #onEnd(ending: Ending): void {
    this.#child = undefined;
    this.#options.recordPid(undefined);
    this.endedUncleanly = ending.code !== 0 && ending.signal !== 'SIGTERM';
    if (!this.#isWanted) return;
    const wasSteady = performance.now() - this.#startedAtMs >= STEADY_MS;
    this.#deathsInARow = wasSteady ? 1 : this.#deathsInARow + 1;
    this.restarts += 1;
    const restartInMs = restartDelayMs(this.#deathsInARow);
    const why = ending.signal === null ? lastWords(this.#options.logPath, this.#logStartBytes) : undefined;
    const about = why === undefined ? {} : { lastWords: why };
    this.#options.report({ kind: 'died', name: this.name, ending, ...about, restartInMs, restarts: this.restarts });
    this.#pendingRestart = setTimeout(() => this.#restart(), restartInMs);
  }
}
