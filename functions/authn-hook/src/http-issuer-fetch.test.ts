import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { FAKE_ISSUER_PATHS, type FakeAnswer, type FakeIssuer, startFakeIssuer } from '@wharfinger/fakes';
import { afterEach, describe, expect, test } from 'vitest';

import { createHttpIssuerFetch, type HostLookup, type IssuerFetchOptions } from './http-issuer-fetch.ts';
import { createHttpIssuerKeys } from './http-issuer-keys.ts';
import { parseNetwork } from './workload-issuer-address.ts';

const LOOPBACK = [parseNetwork('127.0.0.0/8')].filter((network) => network !== undefined);
const fixture = (name: string): string =>
  fileURLToPath(new URL(`../test/fixtures/issuer-tls/${name}`, import.meta.url));
const TLS = { key: readFileSync(fixture('key.pem'), 'utf8'), cert: readFileSync(fixture('certificate.pem'), 'utf8') };

const started: FakeIssuer[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map(async (issuer) => issuer.close()));
});

async function start(options: Parameters<typeof startFakeIssuer>[0] = {}): Promise<FakeIssuer> {
  const issuer = await startFakeIssuer(options);
  started.push(issuer);
  return issuer;
}

function get(
  url: string,
  options: Partial<IssuerFetchOptions> = {},
  limits: { maxBytes?: number; timeoutMs?: number } = {},
) {
  const fetch = createHttpIssuerFetch({ privateNetworks: LOOPBACK, ...options });
  return fetch(new URL(url), {
    maxBytes: limits.maxBytes ?? 10_000,
    signal: AbortSignal.timeout(limits.timeoutMs ?? 5000),
  });
}

/** Gives these addresses, one list a question; the last one again and again. */
function lookUpOf(...answers: string[][]): HostLookup & { asked: string[] } {
  const asked: string[] = [];
  const lookUp: HostLookup = (host, done) => {
    asked.push(host);
    const found = answers[Math.min(asked.length, answers.length) - 1] ?? [];
    done(
      null,
      found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return Object.assign(lookUp, { asked });
}

const findNothing: HostLookup = (_host, done) => done(new Error('ENOTFOUND'), []);

const load = (timeoutMs = 4000) =>
  createHttpIssuerKeys({ fetch: createHttpIssuerFetch({ privateNetworks: LOOPBACK }), timeoutMs });

const FORBIDDEN = { code: 'ERR_ISSUER_FORBIDDEN' };
const INVALID = { code: 'ERR_ISSUER_INVALID' };
const UNAVAILABLE = { code: 'ERR_ISSUER_UNAVAILABLE' };

describe('an issuer is asked', () => {
  test('over http in a network that the operator allowed', async () => {
    const { issuer } = await start();
    expect(await get(`${issuer}/keys`)).toMatchObject({ keys: [{ kid: 'issuer-key-1' }] });
  });

  test('over https, by its name, with a certificate of the file', async () => {
    const { port } = await start({ tls: TLS });
    const lookUp = lookUpOf(['127.0.0.1']);
    const url = `https://issuer.test:${port}/keys`;
    expect(await get(url, { lookUp, caFile: fixture('certificate.pem') })).toHaveProperty('keys');
    expect(lookUp.asked).toEqual(['issuer.test']);
    await expect(get(url, { lookUp })).rejects.toMatchObject(UNAVAILABLE);
    await expect(
      get(`https://another.test:${port}/keys`, { lookUp, caFile: fixture('certificate.pem') }),
    ).rejects.toMatchObject(UNAVAILABLE);
  });

  test('at those of its addresses alone that are allowed', async () => {
    const { port } = await start();
    const lookUp = lookUpOf(['10.0.0.1', '127.0.0.1', '169.254.169.254']);
    expect(await get(`http://issuer.test:${port}/keys`, { lookUp })).toHaveProperty('keys');
  });
});

describe('an issuer is not asked', () => {
  test.each([
    'https://127.0.0.1',
    'https://127.1',
    'https://2130706433',
    'https://0x7f.0.0.1',
    'https://[::1]',
    'https://[::ffff:127.0.0.1]',
    'https://169.254.169.254',
    'https://[fd00:ec2::254]',
    'https://10.0.0.1',
    'http://1.1.1.1',
    'http://[2606:4700::1111]',
  ])('at the literal %s', async (origin) => {
    await expect(get(`${origin}/keys`, { privateNetworks: [] })).rejects.toMatchObject(FORBIDDEN);
  });

  test('at a name that leads to an address which is not public', async () => {
    const issuer = await start();
    const options = { privateNetworks: [], lookUp: lookUpOf(['127.0.0.1', '::1', '10.0.0.1']) };
    await expect(get(`https://issuer.test:${issuer.port}/keys`, options)).rejects.toMatchObject(FORBIDDEN);
    expect(issuer.requests).toEqual([]);
  });

  test('at localhost, by the name service of this machine', async () => {
    const issuer = await start();
    await expect(get(`https://localhost:${issuer.port}/keys`, { privateNetworks: [] })).rejects.toMatchObject(
      FORBIDDEN,
    );
    expect(issuer.requests).toEqual([]);
  });

  test('at a name over http, when it leads to a public address', async () => {
    const lookUp = lookUpOf(['1.1.1.1']);
    await expect(get('http://issuer.test/keys', { lookUp })).rejects.toMatchObject(FORBIDDEN);
  });

  test('at an address that a name led to later than it was looked at: it is looked at once, to connect', async () => {
    const issuer = await start();
    const lookUp = lookUpOf(['192.0.2.7'], ['127.0.0.1']);
    const url = `http://issuer.test:${issuer.port}/keys`;
    await expect(get(url, { lookUp })).rejects.toMatchObject(FORBIDDEN);
    expect(lookUp.asked).toHaveLength(1);
    expect(issuer.requests).toEqual([]);
    // And the next connection looks again: nothing of an earlier one is kept.
    const turned = lookUpOf(['127.0.0.1'], ['10.0.0.1']);
    expect(await get(url, { lookUp: turned })).toHaveProperty('keys');
    await expect(get(url, { lookUp: turned })).rejects.toMatchObject(FORBIDDEN);
  });

  test.each(['https://user:secret@issuer.test/keys', 'ftp://issuer.test/keys', 'file:///etc/passwd'])(
    'by %s',
    async (url) => {
      await expect(get(url)).rejects.toMatchObject(FORBIDDEN);
    },
  );

  test('when the name service gives no answer', async () => {
    await expect(get('https://issuer.test/keys', { lookUp: findNothing })).rejects.toMatchObject(UNAVAILABLE);
  });
});

describe('an answer is no answer', () => {
  const answers: [string, object, FakeAnswer][] = [
    ['that leads elsewhere', UNAVAILABLE, (_, response) => response.writeHead(302, { location: '/other' }).end()],
    ['that is an error', UNAVAILABLE, (_, response) => response.writeHead(500).end('{}')],
    ['without content', UNAVAILABLE, (_, response) => response.writeHead(204).end()],
    ['that is no JSON', INVALID, (_, response) => response.end('<html>')],
    ['that is no UTF-8', INVALID, (_, response) => response.end(Buffer.from([0x22, 0xff, 0x22]))],
    ['that is packed', INVALID, (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('{}')],
    ['that is too long', INVALID, (_, response) => response.end(JSON.stringify({ text: 'x'.repeat(10_001) }))],
    ['that breaks off', UNAVAILABLE, (request) => request.socket.destroy()],
  ];

  test.each(answers)('%s', async (_title, expected, answer) => {
    const issuer = await start();
    issuer.answer('/keys', answer);
    issuer.answer('/other', (_request, response) => response.end('{"keys":[]}'));
    await expect(get(`${issuer.issuer}/keys`)).rejects.toMatchObject(expected);
    expect(issuer.requests).toEqual(['/keys']);
  });

  test('that has no end is left when it is too long', async () => {
    const issuer = await start();
    let isClosed = false;
    issuer.answer('/keys', (_request, response) => {
      const more = setInterval(() => response.write('x'.repeat(4096)), 5);
      response.once('close', () => {
        clearInterval(more);
        isClosed = true;
      });
    });
    await expect(get(`${issuer.issuer}/keys`)).rejects.toMatchObject(INVALID);
    await expect.poll(() => isClosed).toBe(true);
  });

  test.each([
    ['never', (): void => {}],
    ['begins and does not go on', (_: unknown, response: { write: (text: string) => unknown }) => response.write('{')],
  ])('that comes too late: it %s', async (_title, answer) => {
    const issuer = await start();
    issuer.answer('/keys', answer);
    await expect(get(`${issuer.issuer}/keys`, {}, { timeoutMs: 100 })).rejects.toMatchObject(UNAVAILABLE);
  });
});

describe('the keys of an issuer', () => {
  test('are where its discovery document says, and are its public ones alone', async () => {
    const issuer = await start();
    expect(await load()(issuer.issuer)).toEqual(issuer.jwks);
    const secret = { kty: 'oct', k: 'c2VjcmV0', kid: 'shared' };
    issuer.answer('/keys', (_, response) => response.end(JSON.stringify({ keys: [secret, ...issuer.jwks.keys] })));
    expect(await load()(issuer.issuer)).toEqual(issuer.jwks);
  });

  const documents: [string, (issuer: string) => unknown][] = [
    ['is of another issuer', (issuer) => ({ issuer: `${issuer}/other`, jwks_uri: `${issuer}/keys` })],
    ['differs by a slash', (issuer) => ({ issuer: `${issuer}/`, jwks_uri: `${issuer}/keys` })],
    ['names no keys', (issuer) => ({ issuer })],
    ['names a file', (issuer) => ({ issuer, jwks_uri: 'file:///etc/passwd' })],
    ['is a list', () => []],
  ];

  test.each(documents)('are not had when the document %s', async (_title, document) => {
    const issuer = await start();
    issuer.answer(FAKE_ISSUER_PATHS.discovery, (_, response) => response.end(JSON.stringify(document(issuer.issuer))));
    await expect(load()(issuer.issuer)).rejects.toMatchObject(INVALID);
    expect(issuer.requests).toEqual([FAKE_ISSUER_PATHS.discovery]);
  });

  test('are not had from an address that the document leads to and nobody allowed', async () => {
    const issuer = await start();
    const document = { issuer: issuer.issuer, jwks_uri: 'https://169.254.169.254/keys' };
    issuer.answer(FAKE_ISSUER_PATHS.discovery, (_, response) => response.end(JSON.stringify(document)));
    await expect(load()(issuer.issuer)).rejects.toMatchObject(FORBIDDEN);
  });

  test.each([
    [{ keys: 'none' }],
    [[]],
    [{ keys: [1] }],
    [{ keys: Array.from({ length: 101 }, () => ({ kty: 'EC' })) }],
  ])('are not had from %j', async (body) => {
    const issuer = await start();
    issuer.answer('/keys', (_, response) => response.end(JSON.stringify(body)));
    await expect(load()(issuer.issuer)).rejects.toMatchObject(INVALID);
  });

  test('are given one time for both requests', async () => {
    const issuer = await start();
    issuer.answer('/keys', () => undefined);
    await expect(load(200)(issuer.issuer)).rejects.toMatchObject(UNAVAILABLE);
  });
});
