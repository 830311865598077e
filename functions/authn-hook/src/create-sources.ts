import type { CheckPassword } from './check-password.ts';
import { createPasswordSource } from './password-source.ts';
import type { Source, SourceName } from './source.ts';
import type { Users } from './users.ts';

export type SourcesDeps = {
  /** Which sources there are, in the order in which they are asked. */
  readonly sources: readonly SourceName[];
  readonly users: Pick<Users, 'find'>;
  readonly checkPassword: CheckPassword;
  readonly now: () => Date;
};

/** Builds the configured sources; of those that are left out nothing is built. */
export function createSources(deps: SourcesDeps): Source[] {
  const builders: Partial<Record<SourceName, () => Source>> = {
    password: () => createPasswordSource(deps),
  };
  return deps.sources.flatMap((name) => builders[name]?.() ?? []);
}
