import { readdirSync, readFileSync } from 'node:fs';

const FIXTURES = new URL('fixtures/notifications/', import.meta.url);

export type RecordedPost = { headers: Record<string, string>; body: unknown };

export function fixtureNames(): string[] {
  return readdirSync(FIXTURES).toSorted();
}

/** A POST as Distribution 3.1.2 sent it. */
export function readPost(name: string): RecordedPost {
  const recorded: RecordedPost = JSON.parse(readFileSync(new URL(name, FIXTURES), 'utf8'));
  return recorded;
}

/** The file of a request after which the registry sent nothing. */
export function readNothing(name: string): { envelopes: unknown[] } {
  const recorded: { envelopes: unknown[] } = JSON.parse(readFileSync(new URL(name, FIXTURES), 'utf8'));
  return recorded;
}
