export type CounterLimits = {
  /** How long equal ones are counted after the first. */
  windowMs: number;
  /** Most different contents of which equal ones are counted, and most bytes that they take. */
  maxContents: number;
  maxBytes: number;
  /** Of how many tokens the ids are told. */
  maxTokenIds: number;
};

export type CounterDeps<Content> = {
  tell: (counted: Counted<Content>, sizeBytes: number) => void;
  /** What is told of a content that isn't told yet: itself or less. */
  limit: (content: Content) => Content;
  elapsedMs: () => number;
  schedule: (work: () => void, delayMs: number) => void;
};

export type DecisionMade = {
  /** `jti` of the token, or an id of its own. */
  id: string;
  tokenId: string | null;
  at: Date;
};

/** What is told together. */
export type Counted<Content> = {
  content: Content;
  count: number;
  first: DecisionMade;
  lastAt: Date;
  /** Of some of the others than `first`. */
  tokenIds: string[];
};

export type EventCounter<Content> = {
  /** Tells of a content, or counts it where an equal one has been told. Never throws. */
  record: (content: Content, made: DecisionMade) => void;
  /** Tells what is counted; nothing is counted any more. */
  end: () => void;
};

type Window<Content> = {
  content: Content;
  endsAtMs: number;
  sizeBytes: number;
  /** With everything that is kept to count. */
  heldBytes: number;
  repeats: Counted<Content> | undefined;
};

const BYTES_OF_AN_EVENT = 1024;
const BYTES_OF_AN_ID = 64;

/**
 * Tells the first of equal contents at once, and of all others until its window ends at the end and together. Where there
 * are too many windows, the oldest ends early.
 */
export function createEventCounter<Content>(limits: CounterLimits, deps: CounterDeps<Content>): EventCounter<Content> {
  // In the order in which they began: the oldest is the first to end.
  const windows = new Map<string, Window<Content>>();
  let heldBytes = 0;
  let isTimed = false;
  let isEnding = false;

  function record(content: Content, made: DecisionMade): void {
    if (addTo(windows.get(JSON.stringify(content)), made)) return;
    const told = deps.limit(content);
    const key = JSON.stringify(told);
    if (told !== content && addTo(windows.get(key), made)) return;
    const sizeBytes = BYTES_OF_AN_EVENT + 2 * key.length;
    deps.tell({ content: told, count: 1, first: made, lastAt: made.at, tokenIds: [] }, sizeBytes);
    if (isEnding) return;
    const endsAtMs = deps.elapsedMs() + limits.windowMs;
    const held = sizeBytes + key.length + limits.maxTokenIds * BYTES_OF_AN_ID;
    begin(key, { content: told, endsAtMs, sizeBytes, heldBytes: held, repeats: undefined });
    if (!isTimed) endWindows();
  }

  function addTo(window: Window<Content> | undefined, made: DecisionMade): boolean {
    if (window === undefined) return false;
    window.repeats ??= { content: window.content, count: 0, first: made, lastAt: made.at, tokenIds: [] };
    const { repeats } = window;
    repeats.count += 1;
    repeats.lastAt = made.at;
    if (made.tokenId !== null && repeats.tokenIds.length < limits.maxTokenIds) repeats.tokenIds.push(made.tokenId);
    return true;
  }

  function begin(key: string, window: Window<Content>): void {
    while (windows.size >= limits.maxContents || heldBytes + window.heldBytes > limits.maxBytes) {
      if (!endOldest()) return;
    }
    windows.set(key, window);
    heldBytes += window.heldBytes;
  }

  function endOldest(): boolean {
    const [key, oldest] = windows.entries().next().value ?? [];
    if (key === undefined || oldest === undefined) return false;
    windows.delete(key);
    heldBytes -= oldest.heldBytes;
    tellRepeats(oldest);
    return true;
  }

  function tellRepeats({ sizeBytes, repeats }: Window<Content>): void {
    if (repeats === undefined) return;
    deps.tell(repeats, sizeBytes + repeats.tokenIds.length * BYTES_OF_AN_ID);
  }

  function endWindows(): void {
    for (;;) {
      const oldest = windows.values().next().value;
      isTimed = oldest !== undefined;
      if (oldest === undefined) return;
      const leftMs = oldest.endsAtMs - deps.elapsedMs();
      if (leftMs > 0) return deps.schedule(endWindows, leftMs);
      endOldest();
    }
  }

  function end(): void {
    isEnding = true;
    while (endOldest());
  }

  return { record, end };
}
