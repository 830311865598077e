import type { FunctionDefinition, Refusal } from './function-definition.ts';
import { problem } from './responses.ts';
import { toWireResponse, type WireResponse } from './wire-response.ts';

export type RefusalContext = {
  path: string | undefined;
  log: { error: (fields: object, message: string) => void };
  /** What the status requires, such as `Allow`: sent whatever the function's words are. */
  headers?: Readonly<Record<string, string>> | undefined;
};

/** The kit's own refusal, in the function's words if it has any for it; always under the kit's status. */
export function refusalResponse(
  { toRefusalResponse }: FunctionDefinition,
  refusal: Refusal,
  { path, log, headers = {} }: RefusalContext,
): WireResponse {
  try {
    const own = toRefusalResponse?.(refusal, path);
    if (own !== undefined) {
      return toWireResponse({ ...own, status: refusal.status, headers: { ...own.headers, ...headers } });
    }
  } catch (error) {
    log.error({ err: error }, 'toRefusalResponse failed');
  }
  const { status, ...details } = refusal;
  return toWireResponse(problem(status, details, headers));
}
