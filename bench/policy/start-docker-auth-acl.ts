import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

export type DockerAuthAcl = { url: (question: number) => URL; stop: () => Promise<void> };

const STARTED_WITHIN_MS = 60_000;

/** docker_auth with a static ACL: anonymous may pull below `team-0/` to `team-N/`, one entry for each. */
export async function startDockerAuthAcl(program: string, port: number, entries: number): Promise<DockerAuthAcl> {
  const folder = await mkdtemp(path.join(tmpdir(), 'wharfinger-docker-auth-'));
  const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout', `${folder}/key.pem`, '-out', `${folder}/cert.pem`];
  await promisify(execFile)('openssl', ['req', '-x509', ...key, '-subj', '/CN=bench', '-days', '1']);
  const acl = Array.from(
    { length: entries },
    (_, n) => `- {match: {account: "", name: "team-${n}/*"}, actions: [pull]}`,
  );
  const configuration = `server: {addr: "127.0.0.1:${port}"}
token: {issuer: bench, expiration: 300, certificate: "${folder}/cert.pem", key: "${folder}/key.pem"}
users: {"": {}}
acl:
${acl.join('\n')}
`;
  await writeFile(`${folder}/config.yml`, configuration);
  const child = spawn(program, ['-logtostderr', `${folder}/config.yml`], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const url = (question: number): URL => {
    const query = new URLSearchParams({
      service: 'registry.local',
      scope: `repository:team-${question % entries}/app:pull`,
    });
    return new URL(`/auth?${query.toString()}`, `http://127.0.0.1:${port}`);
  };
  const deadline = Date.now() + STARTED_WITHIN_MS;
  while (!(await isReady(url(0)))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`docker_auth with ${entries} entries did not start.`);
    }
    await sleep(100);
  }
  return { url, stop };
}

async function isReady(url: URL): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
