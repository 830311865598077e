import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';

import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

export type FakeIssuerOptions = {
  /** Stands in the times of tokens; default: the real one. */
  now?: () => Date;
  /** Serves https instead of http. */
  tls?: { key: string; cert: string };
  /** Its host in `issuer`; default 127.0.0.1, where it listens in any case. */
  host?: string;
};

export type FakeAnswer = (request: IncomingMessage, response: ServerResponse) => void;

export type FakeIssuer = {
  /** Its address, and the `iss` of its tokens. */
  readonly issuer: string;
  readonly port: number;
  /** Paths that were asked for, in order. */
  readonly requests: readonly string[];
  /** Public keys as it publishes them now. */
  readonly jwks: { keys: JWK[] };
  /** A token of the newest key, good for five minutes. A claim that is given replaces its own, `undefined` leaves it out. */
  sign(claims?: Readonly<Record<string, unknown>>, header?: Readonly<Record<string, unknown>>): Promise<string>;
  /** Signs with a new key from now on; older ones are published no more, unless they are kept. */
  rotate(options?: { isOldKept?: boolean }): Promise<void>;
  /** Answers a path differently from now on; `undefined`: as usual again. */
  answer(path: string, answer: FakeAnswer | undefined): void;
  close(): Promise<void>;
};

type IssuerKey = { kid: string; privateKey: CryptoKey; publicJwk: JWK };

const AUDIENCE = 'https://registry.example';
const LIFETIME_SECONDS = 300;

export const FAKE_ISSUER_PATHS = { discovery: '/.well-known/openid-configuration', keys: '/keys' } as const;

/** An OIDC issuer on a free port of this machine: discovery, published keys, signed tokens. */
export async function startFakeIssuer(options: FakeIssuerOptions = {}): Promise<FakeIssuer> {
  const now = options.now ?? (() => new Date());
  const requests: string[] = [];
  const answers = new Map<string, FakeAnswer>();
  let keys = [await createKey(1)];
  let keyCount = 1;
  let tokenCount = 0;

  const listener: FakeAnswer = (request, response) => {
    const path = request.url ?? '';
    requests.push(path);
    const given = answers.get(path);
    if (given !== undefined) {
      given(request, response);
      return;
    }
    const body = documents()[path];
    response.statusCode = body === undefined ? 404 : 200;
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body ?? {}));
  };

  const server = options.tls === undefined ? createServer(listener) : createTlsServer(options.tls, listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const issuer = `${options.tls === undefined ? 'http' : 'https'}://${options.host ?? '127.0.0.1'}:${port}`;

  function documents(): Readonly<Record<string, unknown>> {
    return {
      [FAKE_ISSUER_PATHS.discovery]: { issuer, jwks_uri: `${issuer}${FAKE_ISSUER_PATHS.keys}` },
      [FAKE_ISSUER_PATHS.keys]: { keys: keys.map(({ publicJwk }) => publicJwk) },
    };
  }

  return {
    issuer,
    port,
    requests,
    get jwks() {
      return { keys: keys.map(({ publicJwk }) => publicJwk) };
    },
    sign: async (claims = {}, header = {}) => {
      const [key] = keys;
      if (key === undefined) throw new Error('The issuer has no key.');
      tokenCount += 1;
      const nowSeconds = Math.floor(now().getTime() / 1000);
      const payload = {
        iss: issuer,
        aud: AUDIENCE,
        sub: 'workload',
        iat: nowSeconds,
        nbf: nowSeconds,
        exp: nowSeconds + LIFETIME_SECONDS,
        jti: `token-${tokenCount}`,
        ...claims,
      };
      return new SignJWT(payload)
        .setProtectedHeader({ typ: 'JWT', alg: 'ES256', kid: key.kid, ...header })
        .sign(key.privateKey);
    },
    rotate: async ({ isOldKept = false } = {}) => {
      keyCount += 1;
      keys = [await createKey(keyCount), ...(isOldKept ? keys : [])];
    },
    answer: (path, answer) => {
      if (answer === undefined) answers.delete(path);
      else answers.set(path, answer);
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function createKey(number: number): Promise<IssuerKey> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const kid = `issuer-key-${number}`;
  return { kid, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' } };
}
