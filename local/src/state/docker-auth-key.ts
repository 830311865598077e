import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK } from 'jose';
import { runCommand } from '../process/run-command.ts';
import { createPrivateFile } from './write-file.ts';

const TIMEOUT_MS = 30_000;

/**
 * Makes the RSA key that docker_auth signs with, and a certificate of it, unless they are there. The key lies among the
 * signing keys under the name that docker_auth gives it, so that it is published like every other.
 */
export async function loadOrCreateDockerAuthKey(
  keysDirectory: string,
  signal: AbortSignal,
): Promise<{ keyFile: string; certificateFile: string }> {
  const linkFile = join(keysDirectory, 'docker-auth');
  if (!existsSync(linkFile)) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const kid = await calculateJwkThumbprint(await exportJWK(createPublicKey(createPrivateKey(pem))));
    createPrivateFile(join(keysDirectory, `${kid}.pem`), pem);
    createPrivateFile(linkFile, `${kid}\n`);
  }
  const keyFile = join(keysDirectory, `${readFileSync(linkFile, 'utf8').trim()}.pem`);
  const certificateFile = join(keysDirectory, 'docker-auth.crt');
  if (!existsSync(certificateFile)) {
    const subject = ['-subj', '/CN=docker-auth', '-days', '3650'];
    const args = ['req', '-x509', '-new', '-sha256', '-key', keyFile, ...subject];
    createPrivateFile(
      certificateFile,
      await runCommand({ program: 'openssl', args }, { timeoutMs: TIMEOUT_MS, signal }),
    );
  }
  return { keyFile, certificateFile };
}
