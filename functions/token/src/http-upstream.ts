import type { HttpAnswer, HttpExchange, HttpQuestion, Secret } from '@wharfinger/function-kit';
import type { z } from 'zod';

import type { CallContext } from './ports.ts';
import { UpstreamError } from './upstream-error.ts';

export type UpstreamOptions = {
  baseUrl: URL;
  callerSecret: Secret;
  /** Over whose connections it is asked. */
  exchange: HttpExchange;
};

/** A route of another function, whose base address may have a path. */
export function upstreamUrl(baseUrl: URL, path: string): URL {
  return new URL(`${baseUrl.pathname.replace(/\/+$/, '')}${path}`, baseUrl);
}

/** Posts JSON to one route of another function and parses its 200; whatever else comes back is a fault. */
export function createUpstreamCall<T>(
  options: UpstreamOptions & { path: string; answer: z.ZodType<T> },
): (body: unknown, context: CallContext) => Promise<T> {
  const url = upstreamUrl(options.baseUrl, options.path);
  const where = `${url.host}${url.pathname}`;

  async function post(question: HttpQuestion): Promise<HttpAnswer> {
    try {
      return await options.exchange(question);
    } catch (error) {
      throw new UpstreamError('ERR_UPSTREAM_UNREACHABLE', `${where} gave no answer.`, { cause: error });
    }
  }

  return async (body, context) => {
    const headers = {
      accept: 'application/json',
      authorization: `Bearer ${options.callerSecret.reveal()}`,
      'content-type': 'application/json',
      'x-request-id': context.requestId,
      // The same when the question is put once more, and no client has a word in it.
      'idempotency-key': crypto.randomUUID(),
    };
    const question = { method: 'POST', url, headers, body: JSON.stringify(body), signal: context.signal } as const;
    const { status, text } = await post(question);
    if (status !== 200) throw new UpstreamError('ERR_UPSTREAM_STATUS', `${where} answered ${status}.`);
    const parsed = options.answer.safeParse(parseJson(text));
    if (!parsed.success) throw new UpstreamError('ERR_UPSTREAM_ANSWER', `${where} answered 200 with another body.`);
    return parsed.data;
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
