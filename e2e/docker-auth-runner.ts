import path from 'node:path';

import {
  type RunnerTask,
  type RunnerTaskResultPack,
  type RunnerTestFile,
  TestRunner,
  type VitestTestRunner,
} from 'vitest';

import { dockerAuthException } from './docker-auth-exceptions.ts';

/** Skips by name, and with a reason, what can't hold with docker_auth; everything when there is none. */
export default class DockerAuthRunner extends TestRunner {
  async onCollected(files: RunnerTestFile[]): Promise<void> {
    const isThere = (process.env['WHARFINGER_DOCKER_AUTH'] ?? '') !== '';
    const reasonFor = isThere ? dockerAuthException : () => 'DOCKER_AUTH names no program';
    const skipped = files.flatMap((file) => skip(file, path.basename(file.filepath), reasonFor));
    await (this as VitestTestRunner).onTaskUpdate?.(skipped, []);
  }
}

/** Skips what there is a reason for; a suite of which nothing is left runs no hooks either. */
function skip(task: RunnerTask, name: string, reasonFor: (name: string) => string | undefined): RunnerTaskResultPack[] {
  if (task.type === 'test') {
    const reason = reasonFor(name);
    if (reason === undefined || task.mode !== 'run') return [];
    task.mode = 'skip';
    task.result = { state: 'skip' };
    return [[task.id, task.result, Object.assign(task.meta, { skipReason: reason })]];
  }
  const skipped = task.tasks.flatMap((child) => skip(child, `${name} > ${child.name}`, reasonFor));
  if (task.tasks.length > 0 && task.tasks.every(({ mode }) => mode === 'skip')) task.mode = 'skip';
  return skipped;
}
