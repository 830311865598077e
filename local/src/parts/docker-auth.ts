import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY_ROOT } from '../repository-root.ts';
import type { Part } from './part.ts';
import { ISSUER, loopback, type Plan } from './plan.ts';
import { httpProbe } from './probes.ts';

const FOLDER: string = join(REPOSITORY_ROOT, 'registry', 'docker-auth');

/** What docker_auth needs that nobody else does. */
export type DockerAuthPlan = { program: string; keyFile: string; certificateFile: string };

/** docker_auth in the token function's place, with the configuration and the hooks that every place uses. */
export function createDockerAuthPart({ layout, ports, secrets }: Plan, plan: DockerAuthPlan): Part {
  const configurationFile = join(layout.configDirectory, 'docker-auth.yml');
  const headerFile = join(layout.configDirectory, 'docker-auth-header');
  const configuration = replaceEach(readFileSync(join(FOLDER, 'auth_config.yml'), 'utf8'), {
    "':5001'": `'127.0.0.1:${String(ports.dockerAuth)}'`,
    'issuer: wharfinger': `issuer: ${ISSUER}`,
    '/run/wharfinger/token/tls.crt': JSON.stringify(plan.certificateFile),
    '/run/wharfinger/token/tls.key': JSON.stringify(plan.keyFile),
    '/usr/local/libexec/wharfinger/ext-auth.sh': JSON.stringify(join(FOLDER, 'ext-auth.sh')),
    '/usr/local/libexec/wharfinger/ext-authz.sh': JSON.stringify(join(FOLDER, 'ext-authz.sh')),
    'http://authn-hook.wharfinger.svc.cluster.local': loopback(ports.authnHook),
    'http://authz.wharfinger.svc.cluster.local': loopback(ports.authz),
    '/run/wharfinger/caller/header': JSON.stringify(headerFile),
  });
  return {
    name: 'docker-auth',
    command: { program: plan.program, args: ['-logtostderr', configurationFile] },
    configuration: {
      [configurationFile]: configuration,
      [headerFile]: `Authorization: Bearer ${secrets.callerSecret}\n`,
    },
    probe: httpProbe(`${loopback(ports.dockerAuth)}/`),
    stopGraceMs: 10_000,
  };
}

/** @throws TypeError when a text isn't there: the file has changed, and what should be replaced would stay */
function replaceEach(text: string, replacements: Readonly<Record<string, string>>): string {
  let replaced = text;
  for (const [from, to] of Object.entries(replacements)) {
    if (!replaced.includes(from)) throw new TypeError(`auth_config.yml has no ${from}`);
    replaced = replaced.replaceAll(from, to);
  }
  return replaced;
}
