import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const POLICY_FILE = '/usr/sbin/policy-rc.d';
const MARK = '# by the set-up of wharfinger';
const FORBIDDEN = 101;

/**
 * Keeps dpkg from starting the services of what it installs, as Debian provides for; undone by the function that it returns.
 * A policy of the machine's own stays as it is.
 * @see https://people.debian.org/~hmh/invokerc.d-policyrc.d-specification.txt
 */
export function startNoServices(policyFile: string = POLICY_FILE): () => void {
  if (existsSync(policyFile) && !readFileSync(policyFile, 'utf8').includes(MARK)) return () => undefined;
  writeFileSync(policyFile, `#!/bin/sh\n${MARK}\nexit ${String(FORBIDDEN)}\n`, { mode: 0o755 });
  return () => rmSync(policyFile, { force: true });
}
