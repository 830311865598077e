import { join } from 'node:path';
import type { PartName } from '../parts/part-names.ts';

export type Store = 'memstore' | 'bluestore';

/** Where everything of one local system lives; every path is absolute. */
export type StateLayout = {
  root: string;
  stackFile: string;
  secretsFile: string;
  /** Is there once the administrator's password was shown. */
  passwordShownFile: string;
  keysDirectory: string;
  configDirectory: string;
  logDirectory: string;
  runDirectory: string;
  spoolDirectory: string;
  deadLetterDirectory: string;
  cephDirectory: string;
};

export function createStateLayout(root: string, store: Store): StateLayout {
  return {
    root,
    stackFile: join(root, 'stack.json'),
    secretsFile: join(root, 'secrets.json'),
    passwordShownFile: join(root, 'password-shown'),
    keysDirectory: join(root, 'keys'),
    configDirectory: join(root, 'config'),
    logDirectory: join(root, 'log'),
    runDirectory: join(root, 'run'),
    spoolDirectory: join(root, 'spool'),
    deadLetterDirectory: join(root, 'dead-letters'),
    cephDirectory: join(root, 'ceph', store),
  };
}

export function logFile(layout: StateLayout, name: PartName | 'docker-auth'): string {
  return join(layout.logDirectory, `${name}.log`);
}
