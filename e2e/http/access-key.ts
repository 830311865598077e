import { z } from 'zod';
import type { Credentials } from '../clients/registry-tool.ts';
import { siteOf } from '../system/stack-schema.ts';
import type { Stack } from '../system/stack-schema.ts';
import { sendAsAdmin } from './admin-api.ts';

const WRITE = 'identity:default:write';
const madeKey = z.object({ id: z.string(), key: z.string() });

export type AccessKey = {
  id: string;
  /** The key in the password's place. */
  credentials: Credentials;
};

function keysOf(stack: Stack, username: string): string {
  return `${siteOf(stack).authnHook.replace(/\/$/, '')}/v1/users/${username}/access-keys`;
}

/** Makes an access key of an account; without scopes it may what its account may. */
export async function createAccessKey(
  stack: Stack,
  { username }: Pick<Credentials, 'username'>,
  scopes: readonly string[] | null = null,
): Promise<AccessKey> {
  const url = new URL(keysOf(stack, username));
  const body = { name: `key ${Date.now()}`, scopes, expiresAt: null };
  const answer = await sendAsAdmin(stack, { method: 'POST', url, scope: WRITE, body });
  if (answer.status !== 201) {
    throw new Error(`Making an access key answered ${answer.status}: ${await answer.text()}`);
  }
  const { id, key } = madeKey.parse(await answer.json());
  return { id, credentials: { username, password: key } };
}

/** Revokes it; it is refused everywhere within the promised time. */
export async function revokeAccessKey(stack: Stack, { id, credentials }: AccessKey): Promise<void> {
  const url = new URL(`${keysOf(stack, credentials.username)}/${id}`);
  const answer = await sendAsAdmin(stack, { method: 'DELETE', url, scope: WRITE });
  if (answer.status !== 204) {
    throw new Error(`Revoking an access key answered ${answer.status}: ${await answer.text()}`);
  }
}
