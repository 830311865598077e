/** Where the policy document lies in the control bucket. */
export const POLICY_KEY = 'policy/policy.json';

/** Under it, what is known of each revision. */
export const REVISIONS_PREFIX = 'policy/revisions/';

/** What a number may be at most: its place is told by ten digits. */
export const LARGEST_NUMBER = 9_999_999_999;
const REVISION_KEY = /^policy\/revisions\/(?<inverted>\d{10})-(?<hash>[0-9a-f]{16})\.json$/;

/** A number and what it was given to. Two documents get one number only when both were written by hand. */
export type RevisionName = { number: number; hash: string };

/** The number counts down, so that a listing begins with the newest. */
function inverted(number: number): string {
  return String(LARGEST_NUMBER - number).padStart(10, '0');
}

/** `policy/revisions/9999999992-0123456789abcdef.json` for revision 7. */
export function revisionKey({ number, hash }: RevisionName): string {
  return `${revisionPrefix(number)}${hash}.json`;
}

/** What the keys of a number begin with. */
export function revisionPrefix(number: number): string {
  return `${REVISIONS_PREFIX}${inverted(number)}-`;
}

/** Behind every key of that number, and before those of the number below. */
export function behindRevision(number: number): string {
  return `${REVISIONS_PREFIX}${inverted(number)}~`;
}

export function parseRevisionKey(key: string): RevisionName | undefined {
  const groups = REVISION_KEY.exec(key)?.groups;
  if (groups === undefined) return undefined;
  return { number: LARGEST_NUMBER - Number(groups['inverted']), hash: String(groups['hash']) };
}

/** The whole document of a revision, named by its content. */
export function documentKey(sha256: string): string {
  return `policy/documents/${sha256}.json.gz`;
}

/** A document that nobody could read, as it was when it was replaced. */
export function brokenKey(sha256: string): string {
  return `policy/broken/${sha256}.gz`;
}
