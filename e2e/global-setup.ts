import type { TestProject } from 'vitest/node';

import { provideSharedSystem } from './system/shared-system.ts';

/** Starts the system that the suite shares. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  return await provideSharedSystem(project);
}
