/** What an event says of a caller besides the name: as much as a decision can be made again with. */
export type LimitedCaller = {
  labels?: Readonly<Record<string, readonly string[]>> | undefined;
  labelsOmitted?: true | undefined;
  restrictions?: readonly string[] | undefined;
  restrictionsOmitted?: true | undefined;
};

/** As JSON in UTF-8, each of both. */
const MAX_BYTES = 16 * 1024;

const encoder = new TextEncoder();

/** Labels and restrictions that an event has room for. Each is left out whole: with a part of it, another decision would be right. */
export function limitCaller(caller: Pick<LimitedCaller, 'labels' | 'restrictions'>): LimitedCaller {
  const { labels, restrictions } = caller;
  return {
    ...(fits(labels) ? { labels } : { labelsOmitted: true }),
    ...(fits(restrictions) ? { restrictions } : { restrictionsOmitted: true }),
  };
}

function fits(value: unknown): boolean {
  return value === undefined || encoder.encode(JSON.stringify(value)).length <= MAX_BYTES;
}
