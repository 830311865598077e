/** What a request may do to a document: make a new one, or replace one version of it. */
export type WriteCondition = { kind: 'create' } | { kind: 'replace'; etag: string };

export type ParsedWriteCondition = { kind: 'ok'; value: WriteCondition } | { kind: 'invalid'; reason: string };

const ETAG = /^"([^"\\\s]{1,256})"$/;

/**
 * Parses the preconditions of a write. Without any it creates, so that nobody overwrites something by accident.
 *
 * @see RFC 9110 section 13.1
 */
export function parseWriteCondition(
  ifMatch: string | undefined,
  ifNoneMatch: string | undefined,
): ParsedWriteCondition {
  if (ifMatch !== undefined && ifNoneMatch !== undefined) {
    return { kind: 'invalid', reason: 'If-Match and If-None-Match exclude each other.' };
  }
  if (ifMatch === undefined) {
    return ifNoneMatch === undefined || ifNoneMatch === '*'
      ? { kind: 'ok', value: { kind: 'create' } }
      : { kind: 'invalid', reason: 'If-None-Match of a write is *, or absent.' };
  }
  const parsed = parseIfMatch(ifMatch);
  return parsed.kind === 'ok' ? { kind: 'ok', value: { kind: 'replace', etag: parsed.value } } : parsed;
}

/** Parses an `If-Match`, which names one version. */
export function parseIfMatch(header: string): { kind: 'ok'; value: string } | { kind: 'invalid'; reason: string } {
  const etag = parseEtag(header);
  return etag === undefined
    ? { kind: 'invalid', reason: 'If-Match is one strong ETag, as GET answers it.' }
    : { kind: 'ok', value: etag };
}

/** Takes the quotes off a strong ETag. */
export function parseEtag(header: string | undefined): string | undefined {
  return ETAG.exec(header ?? '')?.[1];
}
