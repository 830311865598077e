import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import hashes from './bcrypt-hashes.json' with { type: 'json' };
import { basic, type Credentials } from './create-account.ts';
import type { Load } from './measure-load.ts';
import type { OpenStack } from './open-stack.ts';

export type DockerAuth = { load: Load; cpuMs: () => Promise<number>; stop: () => Promise<void> };

const hook = (name: string): string => fileURLToPath(new URL(`../../registry/docker-auth/${name}`, import.meta.url));
const STATIC_ACCOUNT = 'static';
const TICKS_PER_SECOND = 100;
const STARTED_WITHIN_MS = 60_000;

function configuration(folder: string, port: number, backends: string): string {
  return `server: {addr: "127.0.0.1:${port}"}
token: {issuer: bench, expiration: 300, certificate: "${folder}/cert.pem", key: "${folder}/key.pem"}
${backends}`;
}

function backends(kind: 'static' | 'hooks', folder: string, { site }: OpenStack): string {
  if (kind === 'static') {
    return `users: {${STATIC_ACCOUNT}: {password: "${hashes.cost5}"}}
acl: [{match: {account: ${STATIC_ACCOUNT}}, actions: ["*"]}]`;
  }
  const args = (base: string, route: string): string => `["${new URL(route, base).href}", "${folder}/caller"]`;
  return `ext_auth: {command: "${hook('ext-auth.sh')}", args: ${args(site.authnHook, '/hooks/ext-auth')}}
ext_authz: {command: "${hook('ext-authz.sh')}", args: ${args(site.authz, '/hooks/ext-authz')}}`;
}

/** docker_auth with users and rules in its file, or with our hook scripts before the running functions. */
export async function startDockerAuth(
  program: string,
  kind: 'static' | 'hooks',
  options: { port: number; stack: OpenStack; who: Credentials; callerSecret: string },
): Promise<DockerAuth> {
  const { port, stack, who, callerSecret } = options;
  const folder = await mkdtemp(path.join(tmpdir(), 'wharfinger-docker-auth-'));
  const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout', `${folder}/key.pem`, '-out', `${folder}/cert.pem`];
  await promisify(execFile)('openssl', ['req', '-x509', ...key, '-subj', '/CN=bench', '-days', '1']);
  await writeFile(`${folder}/caller`, `Authorization: Bearer ${callerSecret}\n`);
  await chmod(`${folder}/caller`, 0o600);
  await writeFile(`${folder}/config.yml`, configuration(folder, port, backends(kind, folder, stack)));
  const child = spawn(program, ['-logtostderr', `${folder}/config.yml`], { stdio: 'ignore' });
  const [account, password] = kind === 'static' ? [STATIC_ACCOUNT, hashes.password] : [who.account, who.accessKey];
  const query = new URLSearchParams({ service: 'registry.local', scope: `repository:${account}/app:pull,push` });
  const url = new URL(`/auth?${query.toString()}`, `http://127.0.0.1:${port}`);
  const headers = { authorization: basic(account, password) };
  const deadline = Date.now() + STARTED_WITHIN_MS;
  while (!(await isReady(url, headers))) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`docker_auth (${kind}) did not start.`);
    await sleep(100);
  }
  return {
    load: { title: `docker_auth, ${kind}`, url, headers },
    cpuMs: async () => await cpuTimeWithChildrenMs(child.pid),
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function isReady(url: URL, headers: Record<string, string>): Promise<boolean> {
  try {
    return (await fetch(url, { headers })).ok;
  } catch {
    return false;
  }
}

/** With that of the hooks that have ended: a process takes over the times of the children that it waited for. */
async function cpuTimeWithChildrenMs(pid: number | undefined): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8');
  const times = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 15);
  return (times.reduce((sum, ticks) => sum + Number(ticks), 0) * 1000) / TICKS_PER_SECOND;
}
