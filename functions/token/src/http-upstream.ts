import type { Secret } from '@wharfinger/function-kit';
import type { z } from 'zod';

import type { CallContext } from './ports.ts';
import { UpstreamError } from './upstream-error.ts';

export type UpstreamOptions = { baseUrl: URL; callerSecret: Secret; timeoutMs: number };

/** Posts JSON to one route of another function and parses its 200; whatever else comes back is a fault. */
export function createUpstreamCall<T>(
  options: UpstreamOptions & { path: string; answer: z.ZodType<T> },
): (body: unknown, context: CallContext) => Promise<T> {
  const url = new URL(`${options.baseUrl.pathname.replace(/\/+$/, '')}${options.path}`, options.baseUrl);
  const where = `${url.host}${url.pathname}`;

  async function post(body: unknown, context: CallContext): Promise<Response> {
    const signal = AbortSignal.any([AbortSignal.timeout(options.timeoutMs), context.signal]);
    const init: RequestInit = {
      method: 'POST',
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${options.callerSecret.reveal()}`,
        'content-type': 'application/json',
        'x-request-id': context.requestId,
      },
      body: JSON.stringify(body),
      // A redirect is then an answer like any other that isn't 200; `error` would look like a broken connection.
      redirect: 'manual',
      signal,
    };
    try {
      return await fetch(url, init);
    } catch (error) {
      if (signal.aborted) throw error;
      // A kept-alive connection may have been closed while the request was on its way; asking changes nothing there.
      return fetch(url, init);
    }
  }

  return async (body, context) => {
    const text = await readAnswer(post(body, context), where);
    const parsed = options.answer.safeParse(parseJson(text));
    if (!parsed.success) throw new UpstreamError('ERR_UPSTREAM_ANSWER', `${where} answered 200 with another body.`);
    return parsed.data;
  };
}

async function readAnswer(answer: Promise<Response>, where: string): Promise<string> {
  try {
    const response = await answer;
    const text = await response.text();
    if (response.status === 200) return text;
    throw new UpstreamError('ERR_UPSTREAM_STATUS', `${where} answered ${response.status}.`);
  } catch (error) {
    if (error instanceof UpstreamError) throw error;
    throw new UpstreamError('ERR_UPSTREAM_UNREACHABLE', `${where} gave no answer.`, { cause: error });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
