import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

export async function createStateDirectory(): Promise<string> {
  return await mkdtemp(path.join(tmpdir(), 'wharfinger-e2e-'));
}

export async function removeStateDirectory(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
}
