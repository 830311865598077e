import type { Branded } from './branded.ts';
import type { Parsed } from './parsed.ts';
import { quoteText } from './quote-text.ts';

/** Path of a repository as Distribution's grammar has it, without a host: `team/app`. */
export type RepositoryName = Branded<'repository-name'>;

/** Longest repository path that Distribution takes. */
export const REPOSITORY_NAME_MAX_LENGTH = 255;

// `_` and `__` differ in what follows them, so that no input makes this backtrack.
const PATH = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;

/** Whether a text is a repository path. */
export function isRepositoryName(text: string): text is RepositoryName {
  return text.length <= REPOSITORY_NAME_MAX_LENGTH && PATH.test(text);
}

/**
 * Parses the path of a repository.
 *
 * @see https://github.com/distribution/reference/blob/main/reference.go
 */
export function parseRepositoryName(text: string): Parsed<RepositoryName> {
  if (isRepositoryName(text)) {
    return { kind: 'ok', value: text };
  }
  if (text.length > REPOSITORY_NAME_MAX_LENGTH) {
    return {
      kind: 'invalid',
      reason: `A repository name has at most ${REPOSITORY_NAME_MAX_LENGTH} characters, this one has ${text.length}.`,
    };
  }
  return {
    kind: 'invalid',
    reason: `${quoteText(text)} is not a repository name: lower-case letters and digits, joined by one of "." "_" "__" "-", in components joined by "/".`,
  };
}
