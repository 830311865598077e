/** A place among the decisions of all accounts, relative to where they begin: a key, or what sorts between two. */
export type DecisionsPosition = string & { readonly decisionsPosition: unique symbol };

const MAX_LENGTH = 2048;

/** The cursor that goes on after the position: opaque, so that it may name something else one day. */
export function formatDecisionsCursor(position: string): string {
  return Buffer.from(position).toString('base64url');
}

/** Reads a cursor; undefined for a text that no list gave. Wherever it leads, it is below where decisions begin. */
export function parseDecisionsCursor(cursor: string): DecisionsPosition | undefined {
  if (cursor.length > MAX_LENGTH) return undefined;
  const position = Buffer.from(cursor, 'base64url').toString();
  return isPosition(position) && formatDecisionsCursor(position) === cursor ? position : undefined;
}

function isPosition(text: string): text is DecisionsPosition {
  // Whatever a key may have: what somebody put there must not end the list.
  return text !== '' && !text.includes('\0');
}
