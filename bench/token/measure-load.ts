import autocannon from 'autocannon';

export type Load = { title: string; url: URL; headers: Readonly<Record<string, string>> };

export type Measurement = { perSecond: number; p50Ms: number; p99Ms: number };

/** The smallest value that is not below the given share of all. */
function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** Sends the request over and over on so many connections; any answer but 200 spoils the measurement. */
export async function measureLoad(load: Load, concurrency: number, seconds: number): Promise<Measurement> {
  // autocannon's own histogram knows whole milliseconds only.
  const durationsMs: number[] = [];
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const run = autocannon(
      { url: load.url.href, headers: { ...load.headers }, connections: concurrency, duration: seconds, timeout: 30 },
      (error, finished) => {
        if (error === null || error === undefined) {
          resolve(finished);
        } else {
          reject(error);
        }
      },
    );
    run.on('response', (_client, _statusCode, _bytes, durationMs) => {
      durationsMs.push(durationMs);
    });
  });
  const failed = result.non2xx + result.errors + result.timeouts;
  if (failed > 0 || durationsMs.length === 0) {
    const statuses = JSON.stringify(result.statusCodeStats);
    throw new Error(`${load.title}: of ${durationsMs.length} answers ${failed} were failures (${statuses}).`);
  }
  const sorted = Float64Array.from(durationsMs).toSorted();
  return {
    perSecond: durationsMs.length / result.duration,
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
  };
}
