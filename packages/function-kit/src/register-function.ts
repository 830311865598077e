import { http, type Request } from '@google-cloud/functions-framework';
import { Router } from 'express';

import { avoidDomains } from './avoid-domains.ts';
import { type Exchange, openExchange, sendResponse } from './exchange.ts';
import type { FunctionDefinition, Refusal, Route } from './function-definition.ts';
import type { Logger } from './logger.ts';
import { probeRoutes } from './probe-routes.ts';
import { refusalResponse } from './refusal-response.ts';
import { runRoute } from './run-route.ts';
import { restoreRequest } from './withheld-request.ts';
import type { WireResponse } from './wire-response.ts';

export type RegisterOptions = {
  logger: Logger;
  trustedProxyHops: number;
  newId: () => string;
  /** Default: never. */
  isDraining?: () => boolean;
};

const EMPTY = new Uint8Array();

/**
 * Registers the function, with `/healthz` and `/readyz`, as an `http` function of the functions framework.
 * NOTE: a bare `getTestServer` answers malformed JSON and odd paths before any function sees them; the server of
 * `createFunctionServer` doesn't.
 */
export function registerFunction(definition: FunctionDefinition, options: RegisterOptions): void {
  avoidDomains();
  const isDraining = options.isDraining ?? (() => false);
  const exchanges = new WeakMap<object, { exchange: Exchange; isWithheld: boolean }>();
  const router = createRouter([...definition.routes, ...probeRoutes(definition.readiness, isDraining)], {
    allow: (request, methods) => {
      for (const method of methods) exchanges.get(request)?.exchange.allowedMethods.add(method);
    },
    run: async (route, request) => {
      const opened = exchanges.get(request);
      if (opened === undefined) return;
      const bufferedBody = opened.isWithheld ? undefined : (request.rawBody ?? EMPTY);
      await runRoute(opened.exchange, { route, params: flattenParams(request.params), bufferedBody }, definition);
    },
  });
  http(definition.name, (request, response) => {
    const isWithheld = restoreRequest(request);
    const exchange = openExchange(request, response, { ...options, isDraining });
    exchanges.set(request, { exchange, isWithheld });
    router(request, response, (error?: unknown) => {
      sendResponse(exchange, unrouted(exchange, error, definition));
    });
  });
}

type RouterHooks = {
  allow: (request: Request, methods: readonly string[]) => void;
  run: (route: Route, request: Request) => Promise<void>;
};

function createRouter(routes: readonly Route[], hooks: RouterHooks): Router {
  const router = Router({ caseSensitive: true, strict: true });
  for (const [path, samePath] of Map.groupBy(routes, (route) => route.path)) {
    const methods = samePath.flatMap((route) => (route.method === 'GET' ? ['GET', 'HEAD'] : [route.method]));
    const entry = router.route(path).all((request, _response, next) => {
      hooks.allow(request, methods);
      next();
    });
    for (const route of samePath) {
      const handle = (request: Request): Promise<void> => hooks.run(route, request);
      if (route.method === 'GET') entry.get(handle);
      else if (route.method === 'POST') entry.post(handle);
      else if (route.method === 'PUT') entry.put(handle);
      else entry.delete(handle);
    }
  }
  return router;
}

function unrouted(exchange: Exchange, error: unknown, definition: FunctionDefinition): WireResponse {
  const { log, path } = exchange.request;
  const refuse = (refusal: Refusal, headers?: Readonly<Record<string, string>>): WireResponse =>
    refusalResponse(definition, refusal, { path, log, headers });
  if (error !== undefined && error !== null) {
    log.info({ err: error }, 'malformed path');
    return refuse({ status: 400, title: 'Malformed path' });
  }
  if (exchange.allowedMethods.size === 0) return refuse({ status: 404, title: 'Not found' });
  const allow = [...exchange.allowedMethods].toSorted().join(', ');
  return refuse({ status: 405, title: 'Method not allowed', detail: `This path takes ${allow}.` }, { allow });
}

function flattenParams(params: Readonly<Record<string, string | string[]>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, typeof value === 'string' ? value : value.join('/')]),
  );
}
