import type { AuthDecision } from '@wharfinger/events';

import type { DecisionContent } from './decision-content.ts';

export type CounterLimits = {
  /** How long equal decisions are counted after the first. */
  windowMs: number;
  /** Most different decisions of which equal ones are counted, and most bytes that they take. */
  maxContents: number;
  maxBytes: number;
  /** Of how many tokens the ids are told. */
  maxTokenIds: number;
};

export type CounterDeps = {
  tell: (decision: AuthDecision, sizeBytes: number) => void;
  /** What is told of a decision that isn't told yet: itself or less. */
  limit: (content: DecisionContent) => DecisionContent;
  elapsedMs: () => number;
  schedule: (work: () => void, delayMs: number) => void;
};

export type DecisionMade = {
  /** `jti` of the token, or an id of its own. */
  id: string;
  tokenId: string | null;
  at: Date;
};

export type EventCounter = {
  /** Tells of a decision, or counts it where an equal one has been told. Never throws. */
  record: (content: DecisionContent, made: DecisionMade) => void;
  /** Tells what is counted; nothing is counted any more. */
  end: () => void;
};

type Repeats = { count: number; first: DecisionMade; lastAt: Date; tokenIds: string[] };

type Window = {
  content: DecisionContent;
  endsAtMs: number;
  sizeBytes: number;
  /** With everything that is kept to count. */
  heldBytes: number;
  repeats: Repeats | undefined;
};

const BYTES_OF_A_DECISION = 1024;
const BYTES_OF_AN_ID = 64;

/**
 * Tells the first of equal decisions at once, and of all others until its window ends at the end and together. Where there
 * are too many windows, the oldest ends early.
 */
export function createEventCounter(limits: CounterLimits, deps: CounterDeps): EventCounter {
  // In the order in which they began: the oldest is the first to end.
  const windows = new Map<string, Window>();
  let heldBytes = 0;
  let isTimed = false;
  let isEnding = false;

  function record(content: DecisionContent, made: DecisionMade): void {
    if (addTo(windows.get(JSON.stringify(content)), made)) return;
    const told = deps.limit(content);
    const key = JSON.stringify(told);
    if (told !== content && addTo(windows.get(key), made)) return;
    const sizeBytes = BYTES_OF_A_DECISION + 2 * key.length;
    deps.tell(describe(told, { count: 1, first: made, lastAt: made.at, tokenIds: [] }), sizeBytes);
    if (isEnding) return;
    const endsAtMs = deps.elapsedMs() + limits.windowMs;
    const held = sizeBytes + key.length + limits.maxTokenIds * BYTES_OF_AN_ID;
    begin(key, { content: told, endsAtMs, sizeBytes, heldBytes: held, repeats: undefined });
    if (!isTimed) endWindows();
  }

  function addTo(window: Window | undefined, made: DecisionMade): boolean {
    if (window === undefined) return false;
    window.repeats ??= { count: 0, first: made, lastAt: made.at, tokenIds: [] };
    const { repeats } = window;
    repeats.count += 1;
    repeats.lastAt = made.at;
    if (made.tokenId !== null && repeats.tokenIds.length < limits.maxTokenIds) repeats.tokenIds.push(made.tokenId);
    return true;
  }

  function begin(key: string, window: Window): void {
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

  function tellRepeats({ content, sizeBytes, repeats }: Window): void {
    if (repeats === undefined) return;
    deps.tell(describe(content, repeats), sizeBytes + repeats.tokenIds.length * BYTES_OF_AN_ID);
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

function describe(content: DecisionContent, { count, first, lastAt, tokenIds }: Repeats): AuthDecision {
  return {
    ...content,
    id: first.id,
    time: first.at.toISOString(),
    count,
    lastTime: lastAt.toISOString(),
    tokenIds: first.tokenId === null ? undefined : tokenIds,
  };
}
