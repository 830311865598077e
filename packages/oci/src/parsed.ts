/** What parsing gives: the value, or one sentence, safe to show to a caller, that says why there is none. */
export type Parsed<T> = { kind: 'ok'; value: T } | { kind: 'invalid'; reason: string };
