import type { TestProject } from 'vitest/node';

import { provideSharedSystem } from './system/shared-system.ts';
import type { Stack } from './system/stack-schema.ts';

const NOWHERE = 'http://127.0.0.1:9';

/** What files find in a run that starts nothing: they are read, so that each of their tests is skipped by name. */
const NO_STACK: Stack = {
  sites: [
    {
      name: 'none',
      registry: NOWHERE,
      registryDirect: NOWHERE,
      token: NOWHERE,
      authz: NOWHERE,
      authnHook: NOWHERE,
      events: NOWHERE,
      gc: NOWHERE,
      audit: NOWHERE,
      s3: {
        endpoint: NOWHERE,
        region: 'none',
        accessKeyId: 'none',
        secretAccessKey: 'none',
        registryBucket: 'none',
        controlBucket: 'none',
      },
    },
  ],
  admin: { username: 'nobody', password: 'nothing' },
};

/** Starts the shared system with the docker_auth that `DOCKER_AUTH` names; without it nothing at all. */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const dockerAuthProgram = process.env['DOCKER_AUTH'] ?? '';
  if (dockerAuthProgram !== '') return await provideSharedSystem(project, { dockerAuthProgram });
  project.provide('stack', NO_STACK);
  project.provide('stateDirectory', '/nonexistent');
  return undefined;
}
