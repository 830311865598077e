import { createCipheriv, createHash } from 'node:crypto';

/** Incompressible bytes that depend on the seed alone: an AES-CTR key stream. */
export function seededBytes(seed: string, sizeBytes: number): Buffer {
  const key = createHash('sha256').update(seed).digest();
  const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  return cipher.update(Buffer.alloc(sizeBytes));
}
