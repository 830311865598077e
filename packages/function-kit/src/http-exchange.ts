import http, { type ClientRequest } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';

export type HttpQuestion = {
  method: 'GET' | 'POST';
  url: URL;
  headers: Readonly<Record<string, string>>;
  body?: string;
  /** Whoever asked has gone: ends the exchange. */
  signal?: AbortSignal | undefined;
};

export type HttpAnswer = { status: number; text: string };

/** @throws when there is no answer, whatever the reason */
export type HttpExchange = (question: HttpQuestion) => Promise<HttpAnswer>;

export type HttpExchangeOptions = {
  /** From the question to the last byte of the answer, the second attempt included. */
  timeoutMs: number;
  /** A longer answer is none. Default 1 MiB. */
  maxAnswerBytes?: number;
};

const MAX_ANSWER_BYTES = 1024 * 1024;
// NOTE: whatever lies between two functions forgets an idle connection without a word; the next question on it would wait.
const IDLE_MS = 15_000;
const KEEP_ALIVE = { keepAlive: true, timeout: IDLE_MS };

/** The answer is longer than it may be. */
class AnswerTooLongError extends Error {
  override readonly name: string = 'AnswerTooLongError';
}

/**
 * Exchanges small texts over connections that are kept. A question is sent once more, to the letter the same, when nobody
 * can have looked at it: there was no connection, or a kept one that the other side had given up. A redirect is an answer
 * like any other.
 */
export function createHttpExchange({
  timeoutMs,
  maxAnswerBytes = MAX_ANSWER_BYTES,
}: HttpExchangeOptions): HttpExchange {
  const open = createOpen();
  return async (question) => {
    const { signal } = question;
    let ended: unknown;
    let current: ClientRequest | undefined;
    let isUnseen: (() => boolean) | undefined;
    const end = (reason: Error): void => {
      ended = reason;
      current?.destroy(reason);
    };
    const onAbort = (): void => end(new DOMException('Whoever asked has gone.', 'AbortError'));
    const timer = setTimeout(() => end(new DOMException(`No answer in ${timeoutMs} ms.`, 'TimeoutError')), timeoutMs);
    signal?.addEventListener('abort', onAbort);
    if (signal?.aborted === true) onAbort();
    const attempt = async (): Promise<HttpAnswer> => {
      if (ended !== undefined) throw ended;
      current = open(question);
      isUnseen = watchConnection(current);
      return readAnswer(current, question.body, maxAnswerBytes);
    };
    try {
      return await attempt();
    } catch (error) {
      if (isUnseen?.() !== true) throw error;
      return await attempt();
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    }
  };
}

function createOpen(): (question: HttpQuestion) => ClientRequest {
  const agent = new http.Agent(KEEP_ALIVE);
  let httpsAgent: HttpsAgent | undefined;
  return ({ method, url, headers, body }) => {
    const length = body === undefined ? undefined : { 'content-length': String(Buffer.byteLength(body)) };
    const options = { method, headers: { ...headers, ...length } };
    if (url.protocol === 'http:') return http.request(url, { ...options, agent });
    // NOTE: TLS is loaded by the first question that needs it: it would add a tenth to every start.
    const https = process.getBuiltinModule('node:https');
    httpsAgent ??= new https.Agent(KEEP_ALIVE);
    return https.request(url, { ...options, agent: httpsAgent });
  };
}

/**
 * Tells whether the other side has had no use of the question: a sign-in that it has seen may be counted, or use up what it
 * is made with.
 */
function watchConnection(request: ClientRequest): () => boolean {
  let socket: Socket | undefined;
  let bytesBefore = 0;
  let isConnected = false;
  request.once('socket', (given) => {
    socket = given;
    bytesBefore = given.bytesRead;
    isConnected = !given.connecting;
    if (given.connecting) given.once('connect', () => (isConnected = true));
  });
  // On a kept connection without a byte of an answer the other side had most likely closed it before the question came.
  return () => !isConnected || (request.reusedSocket && socket?.bytesRead === bytesBefore);
}

function readAnswer(request: ClientRequest, body: string | undefined, maxBytes: number): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    request.on('error', reject);
    // Nothing follows a close; once there is an answer, it changes nothing.
    request.once('close', () => reject(new Error('The connection was closed without a whole answer.')));
    request.once('response', (response) => {
      const chunks: Buffer[] = [];
      let sizeBytes = 0;
      response.on('data', (chunk: Buffer) => {
        sizeBytes += chunk.byteLength;
        if (sizeBytes > maxBytes) {
          reject(new AnswerTooLongError(`The answer has more than ${maxBytes} bytes.`));
          request.destroy();
        } else {
          chunks.push(chunk);
        }
      });
      response.on('error', reject);
      response.once('end', () => {
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
      });
    });
    request.end(body);
  });
}
