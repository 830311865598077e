import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A directory of its own and an environment in which no client finds, or leaves, anything outside it. */
export type Sandbox = { directory: string; env: Readonly<Record<string, string>>; remove: () => Promise<void> };

export async function createSandbox(name: string): Promise<Sandbox> {
  const directory = await mkdtemp(path.join(tmpdir(), `wharfinger-${name}-`));
  const within = (part: string): string => path.join(directory, part);
  await Promise.all(['docker', 'data', 'run', 'cache'].map(async (part) => await mkdir(within(part))));
  return {
    directory,
    env: {
      PATH: process.env['PATH'] ?? '/usr/bin:/bin',
      HOME: directory,
      TMPDIR: directory,
      DOCKER_CONFIG: within('docker'),
      REGISTRY_AUTH_FILE: within('auth.json'),
      REGCTL_CONFIG: within('regctl.json'),
      XDG_DATA_HOME: within('data'),
      XDG_RUNTIME_DIR: within('run'),
      XDG_CACHE_HOME: within('cache'),
      // As root, skopeo keeps its blob cache in /var/lib unless it takes itself for a user's process.
      _CONTAINERS_ROOTLESS_UID: '1000',
    },
    remove: async () => {
      await rm(directory, { recursive: true, force: true });
    },
  };
}
