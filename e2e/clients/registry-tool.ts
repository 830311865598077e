import { runCommand } from './run-command.ts';
import type { Sandbox } from './sandbox.ts';

export type Credentials = { username: string; password: string };

/** What the suite asks of each client; a reference is `host:port/repository:tag` or `…@digest`. */
export type RegistryTool = {
  name: string;
  /** Whether deleting by tag leaves the manifest where it is; the other tools resolve the tag and delete its manifest. */
  deletesTagOnly: boolean;
  login: (credentials: Credentials) => Promise<void>;
  push: (layoutDirectory: string, tag: string, reference: string) => Promise<void>;
  pull: (reference: string, layoutDirectory: string) => Promise<void>;
  resolve: (reference: string) => Promise<string>;
  listTags: (repository: string) => Promise<string[]>;
  copy: (from: string, to: string) => Promise<void>;
  deleteReference: (reference: string) => Promise<void>;
};

/** A client that knows artifacts which refer to an image. */
export type ArtifactTool = RegistryTool & {
  /** Pushes the text as an artifact with the image as its subject. */
  attach: (reference: string, artifactType: string, text: string) => Promise<void>;
  listReferrers: (reference: string) => Promise<{ digest: string; artifactType: string }[]>;
};

type Run = (command: readonly [string, ...string[]], input?: string) => Promise<string>;

/** Runs a client's command in its sandbox, with a deadline, and gives its stdout. */
export function runIn(sandbox: Sandbox): Run {
  return async (command, input = '') =>
    await runCommand(command, { env: sandbox.env, cwd: sandbox.directory, input, timeoutMs: 90_000 });
}

export function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
