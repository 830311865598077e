/** Something that couldn't be delivered and never will be as it is. */
export type Quarantined = {
  /** One sentence: why it is kept here. */
  reason: string;
  /** When it happened, as the registry said; undefined when that can't be read. */
  time: string | undefined;
  /** What the registry sent: the JSON of one notification, or the text of a whole body. */
  content: string;
};

/** Keeps it until somebody looks; keeping the same again changes nothing. Answers where it is. */
export type Quarantine = (item: Quarantined) => Promise<{ key: string }>;
