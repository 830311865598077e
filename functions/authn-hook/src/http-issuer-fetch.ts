import { lookup as lookUpHost, type LookupAddress } from 'node:dns';
import { readFile } from 'node:fs/promises';
import { Agent as HttpAgent, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { getCACertificates } from 'node:tls';

import { classifyIssuerAddress, type IssuerNetwork } from './workload-issuer-address.ts';
import { IssuerError } from './workload-issuer-error.ts';

export type IssuerFetchOptions = {
  /** Networks that are private and may be asked nevertheless, over http too. */
  readonly privateNetworks: readonly IssuerNetwork[];
  /** File of certificates that are trusted beside the usual ones, read at every fetch. */
  readonly caFile?: string | undefined;
  /** Stands for the name service in tests. */
  readonly lookUp?: HostLookup;
};

/** Finds the addresses of a host. */
export type HostLookup = (host: string, done: (error: Error | null, found: readonly LookupAddress[]) => void) => void;

/** Gets a document of JSON from an issuer. Throws an `IssuerError` for anything but that. */
export type IssuerFetch = (url: URL, limits: { maxBytes: number; signal: AbortSignal }) => Promise<unknown>;

/**
 * Gets JSON over https from addresses that are public, or allowed by the operator; over http from the latter alone.
 * The address is looked at where the connection is made, so that a name which resolves to another one in between is
 * no way around it. No redirect is followed, no proxy asked, no connection kept.
 */
export function createHttpIssuerFetch(options: IssuerFetchOptions): IssuerFetch {
  const lookUp = options.lookUp ?? resolveHost;
  return async (url, { maxBytes, signal }) => {
    const isPermitted = (address: string): boolean => {
      const kind = classifyIssuerAddress(address, options.privateNetworks);
      return kind === 'private' || (kind === 'public' && url.protocol === 'https:');
    };
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
    if (!/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
      throw new IssuerError('ERR_ISSUER_FORBIDDEN', 'An issuer is asked over https, without a user.');
    }
    // node:net asks no `lookup` about a literal.
    if (isIP(host) !== 0 && !isPermitted(host)) throw forbiddenAddress();
    const common = { signal, headers: { accept: 'application/json', 'accept-encoding': 'identity' } };
    const guarded = { keepAlive: false, lookup: guardedLookup(lookUp, isPermitted) };
    try {
      const ca = options.caFile === undefined ? undefined : await certificates(options.caFile);
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        const request =
          url.protocol === 'https:'
            ? httpsRequest(url, {
                ...common,
                agent: new HttpsAgent({ ...guarded, ...(ca === undefined ? {} : { ca }) }),
              })
            : httpRequest(url, { ...common, agent: new HttpAgent(guarded) });
        request.once('response', resolve).once('error', reject).end();
      });
      return await readAnswer(response, maxBytes);
    } catch (error) {
      if (error instanceof IssuerError) throw error;
      throw new IssuerError('ERR_ISSUER_UNAVAILABLE', 'The issuer gave no answer.', { cause: error });
    }
  };
}

function guardedLookup(lookUp: HostLookup, isPermitted: (address: string) => boolean): LookupFunction {
  return (host, { all }, callback) => {
    lookUp(host, (error, found) => {
      const permitted = found.filter(({ address }) => isPermitted(address));
      const [first] = permitted;
      if (error !== null || first === undefined) callback(error ?? forbiddenAddress(), '');
      else if (all === true) callback(null, permitted);
      else callback(null, first.address, first.family);
    });
  };
}

async function readAnswer(response: IncomingMessage, maxBytes: number): Promise<unknown> {
  try {
    if (response.statusCode !== 200) {
      throw new IssuerError('ERR_ISSUER_UNAVAILABLE', `The issuer answered ${response.statusCode}, not 200.`);
    }
    if ((response.headers['content-encoding'] ?? 'identity') !== 'identity') {
      throw new IssuerError('ERR_ISSUER_INVALID', 'The issuer answered in an encoding that was not asked for.');
    }
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    for await (const chunk of response as AsyncIterable<Buffer>) {
      sizeBytes += chunk.byteLength;
      if (sizeBytes > maxBytes) throw new IssuerError('ERR_ISSUER_INVALID', 'The issuer answered with too much.');
      chunks.push(chunk);
    }
    return parseJson(Buffer.concat(chunks));
  } finally {
    response.destroy();
  }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // No cause: V8 quotes the text in its message.
    throw new IssuerError('ERR_ISSUER_INVALID', 'The issuer answered with something that is not JSON.');
  }
}

async function certificates(caFile: string): Promise<string[]> {
  return [...getCACertificates('default'), await readFile(caFile, 'utf8')];
}

function resolveHost(...[host, done]: Parameters<HostLookup>): void {
  // With an error there are no addresses, whatever the types say.
  lookUpHost(host, { all: true }, (error, found) => done(error, error === null ? found : []));
}

function forbiddenAddress(): IssuerError {
  return new IssuerError(
    'ERR_ISSUER_FORBIDDEN',
    'The issuer is at an address that is not public, or is asked over http: WHARFINGER_ISSUER_PRIVATE_NETWORKS has to name its network.',
  );
}
