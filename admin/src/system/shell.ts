export type AskedPassword = { kind: 'ok'; value: string } | { kind: 'invalid'; reason: string };

/** Where a command speaks to its operator. */
export type Shell = {
  print: (line: string) => void;
  complain: (line: string) => void;
  /** Says why it takes longer. */
  sayWaiting: (reason: string) => void;
  /** The password that somebody chooses for an account, typed twice; a reason when it can't be had. */
  askNewPassword: (account: string) => Promise<AskedPassword>;
  /** Where a path that the operator typed leads. */
  resolvePath: (file: string) => string;
};
