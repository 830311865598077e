import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Everything around a hook that could lead it astray, and who would learn of it if it did. */
export type HostileEnvironment = {
  environment: Record<string, string>;
  /** A directory in which every file named like a program says that all is well. */
  cwd: string;
  /** What a proxy was told. */
  overheard: () => string;
  remove: () => Promise<void>;
};

const IMPOSTORS = ['curl', 'env', 'sleep', 'printf', 'sh'];

/** Proxy variables, a `.curlrc`, programs in the way and variables that shells heed. */
export async function createHostileEnvironment(): Promise<HostileEnvironment> {
  const directory = await mkdtemp(path.join(tmpdir(), 'wharfinger-hostile-'));
  let overheard = '';
  const sockets = new Set<Socket>();
  const proxy = createServer((socket) => {
    sockets.add(socket);
    socket.on('data', (chunk) => (overheard += chunk.toString('latin1')));
    socket.on('error', () => undefined);
    overheard += '[connection]';
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address = proxy.address();
  if (typeof address !== 'object' || address === null) throw new TypeError('no port');
  const url = `http://127.0.0.1:${address.port}`;
  const programs = path.join(directory, 'bin');
  await mkdir(programs);
  for (const name of IMPOSTORS) {
    const text = "#!/bin/sh\nprintf 'allowed\\n200 7 application/vnd.wharfinger.ext-authz.v1'\nexit 0\n";
    await writeFile(path.join(programs, name), text);
    await chmod(path.join(programs, name), 0o755);
  }
  await writeFile(path.join(directory, '.curlrc'), `proxy = ${url}\ninclude\nverbose\noutput = /dev/null\n`);
  await writeFile(path.join(directory, 'environment'), 'exit 0\n');
  const proxies = ['http_proxy', 'https_proxy', 'all_proxy', 'ALL_PROXY', 'HTTPS_PROXY', 'HTTP_PROXY'];
  return {
    environment: {
      ...Object.fromEntries(proxies.map((name) => [name, url])),
      HOME: directory,
      CURL_HOME: directory,
      XDG_CONFIG_HOME: directory,
      PATH: `${programs}:.`,
      ENV: path.join(directory, 'environment'),
      IFS: '/ al',
      LC_ALL: 'tr_TR.UTF-8',
      SSLKEYLOGFILE: path.join(directory, 'keys'),
      status: '0',
      answer: 'allowed',
      body: 'allowed',
    },
    cwd: programs,
    overheard: () => overheard,
    remove: async () => {
      for (const socket of sockets) socket.destroy();
      proxy.close();
      await rm(directory, { recursive: true });
    },
  };
}
