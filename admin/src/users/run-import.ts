import { readFileSync } from 'node:fs';

import type { ImportCommand } from './command.ts';
import { describeResult, describeTotals } from './describe-import.ts';
import type { SystemAccess } from '../system/http-admin-client.ts';
import { createAdminClient } from '../system/http-admin-client.ts';
import { createHttpIdentities } from './http-identities.ts';
import { type ImportResult, importUsers } from './import-users.ts';
import { readUserFile } from './read-user-file.ts';
import { refuseAdministrators } from './refuse-administrators.ts';
import type { Shell } from '../system/shell.ts';

/** Runs one import; gives the exit code. */
export async function runImport(
  { file, format, isDryRun, isReplacing, allowsAdministrators }: ImportCommand,
  findAccess: () => Promise<SystemAccess>,
  shell: Shell,
): Promise<number> {
  const text = readInput(file, shell);
  if (text === undefined) return 2;
  const users = readUserFile(text, format);
  if (users.kind === 'invalid') {
    shell.complain(`${file}: ${users.reason}.`);
    return 2;
  }
  if (users.entries.length === 0) {
    shell.complain(`${file}: the file has no users.`);
    return 1;
  }
  const access = await findAccess();
  const scope = isDryRun ? 'identity:default:read' : 'identity:default:read,write';
  const client = createAdminClient(access, { scope, onWait: shell.sayWaiting });

  shell.print(`${file}, ${users.format}: ${users.entries.length} users, to ${access.apiUrl}`);
  for (const note of users.notes) shell.print(`note: ${note}`);
  for (const { line, reason } of users.broken) {
    shell.print(`line ${String(line).padStart(4)}  not taken over: the line ${reason}`);
  }
  const totals: Record<ImportResult['kind'], number> = {
    created: 0,
    replaced: 0,
    kept: 0,
    refused: users.broken.length,
    failed: 0,
  };
  const options = { isDryRun, isReplacing, ownAccount: access.username };
  const entries = allowsAdministrators ? users.entries : refuseAdministrators(users.entries);
  const labels = entries.map((entry) => (entry.kind === 'user' ? entry.labels : undefined)).values();
  for await (const result of importUsers(entries, options, createHttpIdentities(client))) {
    totals[result.kind] += 1;
    shell.print(describeResult(result, isDryRun, labels.next().value));
  }
  shell.print(describeTotals(totals, isDryRun));
  if (users.doubt !== undefined) shell.complain(`${file}: ${users.doubt}.`);
  return totals.refused + totals.failed === 0 ? 0 : 1;
}

function readInput(file: string, { complain, resolvePath }: Shell): string | undefined {
  try {
    return readFileSync(file === '-' ? process.stdin.fd : resolvePath(file), 'utf8');
  } catch (error) {
    complain(`${file} can't be read (${error instanceof Error && 'code' in error ? String(error.code) : 'no file'}).`);
    return undefined;
  }
}
