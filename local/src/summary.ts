import { resolve } from 'node:path';
import type { Store } from './state/layout.ts';
import type { Stack } from './system/stack.ts';

/** What a person needs to know once the system is ready. */
export function formatSummary(input: {
  stack: Stack;
  wasPasswordShown: boolean;
  store: Store;
  stateDirectory: string;
  cranePath: string;
  seconds: number;
}): string {
  const { stack, wasPasswordShown, store, stateDirectory, cranePath, seconds } = input;
  const { username, password } = stack.admin;
  const lines = [`Ready after ${seconds.toFixed(1)} s. Ctrl-C ends it.`, ''];
  for (const site of stack.sites) {
    const host = new URL(site.registry).host;
    lines.push(
      `  registry, token endpoint   ${site.registry}`,
      `  token, authn-hook, authz   ${site.token}  ${site.authnHook}  ${site.authz}`,
      `  events, audit, gc          ${site.events}  ${site.audit}  ${site.gc}`,
      `  S3                         ${site.s3.endpoint}`,
      `  all of it, with keys       ${stateDirectory}/stack.json`,
      '',
      wasPasswordShown
        ? `  Administrator: ${username}; the password is in ${stateDirectory}/secrets.json.`
        : `  First administrator: ${username}, password ${password}\n  It is not shown again; ${stateDirectory}/secrets.json keeps it.`,
      store === 'memstore'
        ? '  The memory store starts empty each time: images, accounts and records end with it. --store bluestore keeps them.'
        : `  Images, accounts and records are kept in ${stateDirectory}/ceph.`,
      '',
      'Try it in another terminal:',
      `  crane=${cranePath}`,
      `  node -p 'require("${resolve(stateDirectory)}/stack.json").admin.password' | $crane auth login ${host} -u ${username} --password-stdin`,
      `  tar -c README.md | $crane append -f - -t ${host}/${username}/hello:1 && $crane ls ${host}/${username}/hello`,
    );
  }
  return lines.join('\n');
}
