/** A rule, or a part of one, that decides nothing; or (`wide`) one that makes every account an administrator. */
export type PolicyWarning = {
  /** Where it stands: `$.bindings[3].names[0]`. */
  path: string;
  /** Id of the rule, or name of the role. */
  rule: string;
  kind: 'ended' | 'impossible' | 'shadowed' | 'denied' | 'unused' | 'wide';
  message: string;
};

/** The first 100 warnings in the document's order, how many there are, and whether everything was compared. */
export type PolicyWarnings = { warnings: PolicyWarning[]; total: number; isComplete: boolean };

/** When the document is judged, and which services there are; `null`: any. */
export type WarningContext = { now: Date; services: ReadonlySet<string> | null };
