import { eventually } from '../eventually.ts';

export type RecordedFilter<T> = {
  filter?: ((event: T) => boolean) | undefined;
  count?: number | undefined;
  timeoutMs?: number | undefined;
};

/** Fetches recorded events until the filter finds so many; gives those. */
export async function waitForRecorded<T extends { data: unknown }>(
  whose: string,
  fetchEvents: () => Promise<T[]>,
  { filter = () => true, count = 1, timeoutMs = 30_000 }: RecordedFilter<T>,
): Promise<T[]> {
  let last: T[] = [];
  return await eventually(
    `the audit record of ${whose} has ${count} such events`,
    async () => {
      last = await fetchEvents();
      const found = last.filter(filter);
      return found.length >= count ? found : undefined;
    },
    { timeoutMs, intervalMs: 250, describe: () => last.map((event) => JSON.stringify(event)).join('\n') },
  );
}
