export type ImportAclCommand = {
  kind: 'import';
  file: string;
  isDryRun: boolean;
  /** Writes over rules that the system has. */
  isReplacing: boolean;
  /** Writes what can be said here, though entries are left out. */
  isPartial: boolean;
  keepsDefaults: boolean;
  /** A dry run that asks no system. */
  isOffline: boolean;
  isJson: boolean;
};

export type ApplyCommand = {
  kind: 'apply';
  file: string;
  isDryRun: boolean;
  reason: string | undefined;
  isForced: boolean;
  /** The version that the file was made of; without it the one that there is. */
  base: string | undefined;
  isJson: boolean;
};

export type ExplainCommand = {
  kind: 'explain';
  /** `null`: nobody. */
  account: string | null;
  action: string;
  name: string;
  type: string;
  address: string | undefined;
  service: string | undefined;
  /** Without any, those that the account has. */
  labels: Readonly<Record<string, string[]>> | undefined;
  isJson: boolean;
};

export type WhoCanCommand = { kind: 'who-can'; action: string; name: string; type: string; isJson: boolean };

export type SimulateCommand = { kind: 'simulate'; file: string; days: number; isJson: boolean };

export type RestoreCommand = {
  kind: 'restore';
  number: string;
  reason: string | undefined;
  isForced: boolean;
  isJson: boolean;
};

export type PolicyCommand =
  | ImportAclCommand
  /** `path`: one role, binding or denial, such as `bindings/dev-team`. */
  | { kind: 'show'; path: string | undefined; isJson: boolean }
  | ApplyCommand
  | ExplainCommand
  | WhoCanCommand
  | SimulateCommand
  | { kind: 'history'; limit: number; isJson: boolean }
  | { kind: 'diff'; number: string; isJson: boolean }
  | RestoreCommand;
