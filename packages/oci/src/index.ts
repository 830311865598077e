export type Parsed<T> = { kind: 'ok'; value: T } | { kind: 'invalid'; reason: string };
