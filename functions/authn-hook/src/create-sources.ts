import { createAccessKeySource } from './access-key-source.ts';
import type { CheckPassword } from './check-password.ts';
import { createPasswordSource } from './password-source.ts';
import type { RehashPassword } from './rehash-password.ts';
import type { Source, SourceName } from './source.ts';
import type { Users } from './users.ts';
import { createWorkloadSource, type WorkloadSourceDeps } from './workload-source.ts';

export type SourcesDeps = {
  /** Which sources there are, in the order in which they are asked. */
  readonly sources: readonly SourceName[];
  readonly users: Pick<Users, 'find'>;
  readonly checkPassword: CheckPassword;
  /** Stands in front of what can be guessed. */
  readonly guard: (source: Source) => Source;
  readonly rehash: RehashPassword;
  readonly noteUse: (account: string, keyId: string) => void;
  readonly workload: WorkloadSourceDeps;
  readonly now: () => Date;
};

/** Builds the configured sources; of those that are left out nothing is built. */
export function createSources(deps: SourcesDeps): Source[] {
  const builders: Record<SourceName, () => Source> = {
    'access-key': () => createAccessKeySource(deps),
    workload: () => createWorkloadSource(deps.workload),
    password: () => deps.guard(createPasswordSource(deps)),
  };
  return deps.sources.map((name) => builders[name]());
}
