import type { Command } from '../process/run-command.ts';
import type { PartName } from './part-names.ts';

/** Undefined when ready; otherwise what it still waits for. */
export type Probe = () => Promise<string | undefined>;

/** One program of the system: how it is configured, started and asked whether it is ready. */
export type Part = {
  name: PartName | 'docker-auth';
  command: Command;
  /** Files to write before the first start, by absolute path. */
  configuration: Readonly<Record<string, string>>;
  probe: Probe;
  /** How long it may take to end by itself. */
  stopGraceMs: number;
  /** What it gets when whoever watches over it is killed; default SIGTERM. */
  orphanSignal?: 'SIGKILL';
};
