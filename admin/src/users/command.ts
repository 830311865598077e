import type { Format } from './read-user-file.ts';

export type ImportCommand = {
  kind: 'import';
  file: string;
  format: Format | undefined;
  isDryRun: boolean;
  isReplacing: boolean;
  /** Takes over whoever is in the group of administrators. */
  allowsAdministrators: boolean;
};

export type KeyCommand = {
  kind: 'key';
  account: string;
  name: string;
  /** `null`: whatever the account may. */
  scopes: readonly string[] | null;
  /** `null`: for ever. */
  lifetimeDays: number | null;
};

/** Where a password that somebody gets comes from. */
export type NewPassword = { kind: 'none' } | { kind: 'ask' } | { kind: 'file'; file: string };

export type AddCommand = { kind: 'add'; account: string; groups: string[]; password: NewPassword };

export type PasswordCommand = { kind: 'password'; account: string; password: NewPassword };

/** Values by label; none takes the label away. */
export type LabelsCommand = { kind: 'labels'; account: string; labels: ReadonlyMap<string, readonly string[]> };

/** Without a file the token is on stdin. */
export type TrustCommand = { kind: 'trust'; name: string; tokenFile: string | undefined };

/** One that takes an account and nothing else. */
export type AccountCommand = {
  [Kind in 'show' | 'disable' | 'enable' | 'delete' | 'keys']: { kind: Kind; account: string };
}['show' | 'disable' | 'enable' | 'delete' | 'keys'];

export type Command =
  | ImportCommand
  | { kind: 'list' }
  | AccountCommand
  | AddCommand
  | PasswordCommand
  | LabelsCommand
  | KeyCommand
  | { kind: 'revoke'; account: string; id: string }
  | TrustCommand;

export type Invalid = { kind: 'invalid'; reason: string };
