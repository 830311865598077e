import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { decodeJwt } from 'jose';
import { z } from 'zod';
import { ADMIN_SERVICE, fetchToken, REGISTRY_SERVICE } from '../http/token-request.ts';
import { startFunctionInstance } from './function-instance.ts';
import type { FunctionInstance } from './function-instance.ts';
import { siteOf } from './stack-schema.ts';
import type { Stack } from './stack-schema.ts';

const secretsSchema = z.object({ callerSecret: z.string(), refreshSecret: z.string() });

/** One more token function beside that of a running system: the same keys, secrets and neighbours, set otherwise. */
export async function startTokenInstance(
  stack: Stack,
  stateDirectory: string,
  environment: Readonly<Record<string, string>>,
): Promise<FunctionInstance> {
  const secrets = secretsSchema.parse(JSON.parse(await readFile(path.join(stateDirectory, 'secrets.json'), 'utf8')));
  const token = await fetchToken(stack, { service: REGISTRY_SERVICE, scopes: [] });
  const { authnHook, authz } = siteOf(stack);
  return await startFunctionInstance('token', {
    WHARFINGER_ISSUER: String(decodeJwt(token).iss),
    WHARFINGER_SERVICES: `${REGISTRY_SERVICE},${ADMIN_SERVICE}`,
    WHARFINGER_KEYS_DIR: path.join(stateDirectory, 'keys'),
    WHARFINGER_AUTHN_URL: authnHook,
    WHARFINGER_AUTHZ_URL: authz,
    WHARFINGER_CALLER_SECRET: secrets.callerSecret,
    WHARFINGER_REFRESH_SECRET: secrets.refreshSecret,
    ...environment,
  });
}
