/** Where a command speaks to its operator. */
export type Shell = {
  print: (line: string) => void;
  complain: (line: string) => void;
  /** Says why it takes longer. */
  sayWaiting: (reason: string) => void;
  /** Where a path that the operator typed leads. */
  resolvePath: (file: string) => string;
};
