import { isRepositoryName, type RepositoryName } from '@wharfinger/oci';

// No component of a repository's name begins with `_`, so a mark never lies where that of a nested repository does.
const MARK = '/_dirty.json';

export function dirtyPrefix(site: string): string {
  return `gc/${site}/dirty/`;
}

/** Where a repository's mark is. */
export function dirtyKey(site: string, repository: RepositoryName): string {
  return `${dirtyPrefix(site)}${repository}${MARK}`;
}

/** The repository whose mark has this key, or undefined when no mark has. */
export function repositoryOfDirtyKey(site: string, key: string): RepositoryName | undefined {
  const prefix = dirtyPrefix(site);
  if (!key.startsWith(prefix) || !key.endsWith(MARK)) return undefined;
  const repository = key.slice(prefix.length, -MARK.length);
  return isRepositoryName(repository) ? repository : undefined;
}
