import autocannon from 'autocannon';

export type Load = {
  title: string;
  url: URL;
  method?: 'GET' | 'POST';
  headers: Readonly<Record<string, string>>;
  body?: string;
  /** Each request gets a number of its own in place of `{n}`, in the URL and in the body. */
  isVaried?: boolean;
};

export type Measurement = { count: number; perSecond: number; p50Ms: number; p99Ms: number };

const NUMBER = '{n}';
const NUMBER_IN_URL = encodeURIComponent(NUMBER);

let lastNumber = 0;

/** The smallest value that is not below the given share of all. */
function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

function requestOf({ url, method = 'GET', headers, body, isVaried = false }: Load): autocannon.Request {
  const path = `${url.pathname}${url.search}`;
  const request = { method, headers: { ...headers }, path, ...(body === undefined ? {} : { body }) };
  if (!isVaried) return request;
  return {
    ...request,
    setupRequest: (each) => {
      lastNumber += 1;
      each.path = path.replaceAll(NUMBER, String(lastNumber)).replaceAll(NUMBER_IN_URL, String(lastNumber));
      if (body !== undefined) each.body = body.replaceAll(NUMBER_IN_URL, String(lastNumber));
      return each;
    },
  };
}

/** Sends the request over and over on so many connections; any answer but 200 spoils the measurement. */
export async function measureLoad(load: Load, concurrency: number, seconds: number): Promise<Measurement> {
  // autocannon's own histogram knows whole milliseconds only.
  const durationsMs: number[] = [];
  const options = {
    url: load.url.origin,
    requests: [requestOf(load)],
    connections: concurrency,
    duration: seconds,
    timeout: 30,
  };
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const run = autocannon(options, (error, finished) => {
      if (error === null || error === undefined) {
        resolve(finished);
      } else {
        reject(error);
      }
    });
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
    count: durationsMs.length,
    perSecond: durationsMs.length / result.duration,
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
  };
}
