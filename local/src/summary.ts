import { resolve } from 'node:path';
import type { Stack } from './system/stack.ts';

/** What a person needs to know once the system is ready. */
export function formatSummary(input: {
  stack: Stack;
  isNew: boolean;
  stateDirectory: string;
  cranePath: string;
  seconds: number;
}): string {
  const { stack, isNew, stateDirectory, cranePath, seconds } = input;
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
      isNew
        ? `  First administrator: ${username}, password ${password}\n  It is not shown again; ${stateDirectory}/secrets.json keeps it.`
        : `  Administrator: ${username}; the password is in ${stateDirectory}/secrets.json.`,
      '',
      'Try it in another terminal:',
      `  crane=${cranePath}`,
      `  node -p 'require("${resolve(stateDirectory)}/stack.json").admin.password' | $crane auth login ${host} -u ${username} --password-stdin`,
      `  tar -c README.md | $crane append -f - -t ${host}/${username}/hello:1 && $crane ls ${host}/${username}/hello`,
    );
  }
  return lines.join('\n');
}
