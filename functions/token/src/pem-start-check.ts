import { keysOfFiles, readKeyFiles } from './pem-key-directory.ts';

export type PemStartCheckOptions = {
  directory: string;
  log: { fatal: (fields: object, message: string) => void };
  /** Ends the process. */
  exit: (code: number) => void;
};

/**
 * Ends the process with 1, every problem named, when the directory holds a key that the registry would not trust: a
 * start that nobody can sign in at should fail where it is looked at. A directory that is missing or empty is waited for.
 */
export async function checkKeysAtStart({ directory, log, exit }: PemStartCheckOptions): Promise<void> {
  const keys = keysOfFiles(directory, await readKeyFiles(directory));
  if (keys.kind !== 'unusable') return;
  for (const problem of keys.problems) log.fatal({ directory, problem }, 'signing keys cannot be used');
  exit(1);
}
