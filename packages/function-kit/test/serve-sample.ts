import { getTestServer } from '@google-cloud/functions-framework/testing';

import { type FunctionDefinition, registerFunction } from '../src/index.ts';
import { type Recorder, recorder, sampleFunction } from './sample-function.ts';
import { serveLocally } from './serve-locally.ts';

export type Sent = { status: number; headers: Headers; body: unknown };

/** Serves the sample function by the framework's own test server. */
export async function serveSample(
  fields: Partial<FunctionDefinition> = {},
  options: Partial<Recorder['options']> = {},
): Promise<{ send: (path: string, init?: RequestInit) => Promise<Sent>; lines: Recorder['lines'] }> {
  const record = recorder(options);
  registerFunction(sampleFunction(fields), record.options);
  const { url } = await serveLocally(getTestServer('sample'));
  return {
    lines: record.lines,
    send: async (path, init) => {
      const response = await fetch(url + path, init);
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.endsWith('json') === true;
      return {
        status: response.status,
        headers: response.headers,
        body: isJson && text !== '' ? JSON.parse(text) : text,
      };
    },
  };
}
