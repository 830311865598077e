import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { createPrivateFile, writePrivateFile } from './write-file.ts';

export type Secrets = {
  schema: 1;
  /** The first administrator's password. */
  adminPassword: string;
  /** Proves the token function to authn-hook and authz. */
  callerSecret: string;
  /** Signs refresh tokens. */
  refreshSecret: string;
  /** Proves the registry to the events function. */
  notificationSecret: string;
  /** Signs events between the functions. */
  eventSecret: string;
  /** Shared by every registry replica: signs the state of an upload. */
  registrySecret: string;
  s3AccessKeyId: string;
  s3SecretAccessKey: string;
};

/** A state from before there were refresh tokens has no secret for them yet. */
type StoredSecrets = Omit<Secrets, 'refreshSecret'> & { refreshSecret?: string | undefined };

const secretsSchema: z.ZodType<StoredSecrets> = z.strictObject({
  schema: z.literal(1),
  adminPassword: z.string().min(16),
  callerSecret: z.string().min(32),
  refreshSecret: z.string().min(32).optional(),
  notificationSecret: z.string().min(32),
  eventSecret: z.string().min(32),
  registrySecret: z.string().min(32),
  s3AccessKeyId: z.string().min(16),
  s3SecretAccessKey: z.string().min(32),
});

export class SecretsError extends Error {
  readonly code = 'ERR_SECRETS_INVALID';
}

/**
 * The secrets of a state, made at its first start and kept from then on.
 * @throws SecretsError `ERR_SECRETS_INVALID` when the file isn't what this version writes
 */
export function loadOrCreateSecrets(path: string): Secrets {
  createPrivateFile(path, formatSecrets(createSecrets()));
  const stored = parseSecrets(path);
  if (stored.refreshSecret !== undefined) return { ...stored, refreshSecret: stored.refreshSecret };
  const secrets = { ...stored, refreshSecret: randomText(32) };
  writePrivateFile(path, formatSecrets(secrets));
  return secrets;
}

function formatSecrets(secrets: Secrets): string {
  return `${JSON.stringify(secrets, null, 2)}\n`;
}

function createSecrets(): Secrets {
  return {
    schema: 1,
    adminPassword: randomText(18),
    callerSecret: randomText(32),
    refreshSecret: randomText(32),
    notificationSecret: randomText(32),
    eventSecret: randomText(32),
    registrySecret: randomText(32),
    s3AccessKeyId: randomBytes(10).toString('hex').toUpperCase(),
    s3SecretAccessKey: randomText(30),
  };
}

function randomText(bytes: number): string {
  return randomBytes(bytes).toString('base64url');
}

function parseSecrets(path: string): StoredSecrets {
  try {
    return secretsSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    // A parse error may quote the file, so only the places that are wrong are named.
    const places =
      error instanceof z.ZodError ? error.issues.map((issue) => issue.path.join('.')).join(', ') : 'no JSON';
    throw new SecretsError(
      `${path} is not what this version writes (${places}): move it away to have new secrets made`,
    );
  }
}
