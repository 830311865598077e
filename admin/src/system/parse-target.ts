import type { ApiName } from './http-admin-client.ts';

/** The system that a command works on. */
export type Target =
  /** Without a name and a password file, who `stack.json` says. */
  | { kind: 'local'; state: string; username: string | undefined; passwordFile: string | undefined }
  | {
      kind: 'remote';
      apiUrl: string;
      /** authn-hook, when the API is another function. */
      authnUrl?: string | undefined;
      tokenUrl: string;
      username: string;
      passwordFile: string | undefined;
    };

export type TargetOptions = {
  state?: string | undefined;
  'authn-url'?: string | undefined;
  'authz-url'?: string | undefined;
  'token-url'?: string | undefined;
  username?: string | undefined;
  'password-file'?: string | undefined;
};

type Invalid = { kind: 'invalid'; reason: string };

const URL_OPTION = { 'authn-hook': 'authn-url', authz: 'authz-url' } as const satisfies Record<ApiName, string>;

/** Parses the options that say which system is meant: a local one by its state folder, or any by its addresses. */
export function parseTarget(
  options: TargetOptions,
  environment: Readonly<Record<string, string | undefined>>,
  api: ApiName = 'authn-hook',
): Target | Invalid {
  const isRemote = (['authn-url', 'authz-url', 'token-url'] as const).some((name) => options[name] !== undefined);
  return isRemote ? parseRemote(options, environment['WHARFINGER_USERNAME'], api) : parseLocal(options);
}

function parseLocal({ state = '.local', username, 'password-file': passwordFile }: TargetOptions): Target | Invalid {
  if (username === '') return invalid('--username is empty.');
  return state === '' ? invalid('--state is a folder.') : { kind: 'local', state, username, passwordFile };
}

function parseRemote(options: TargetOptions, defaultUsername: string | undefined, api: ApiName): Target | Invalid {
  const { 'token-url': tokenUrl, 'password-file': passwordFile, state } = options;
  const apiUrl = options[URL_OPTION[api]];
  const names = `--${URL_OPTION[api]} and --token-url`;
  if (state !== undefined) return invalid(`--state names a local system, ${names} another one.`);
  if (!isHttpUrl(apiUrl) || !isHttpUrl(tokenUrl)) {
    return invalid(`${names} go together, and are http or https addresses.`);
  }
  const authnUrl = api === 'authn-hook' ? undefined : options['authn-url'];
  if (authnUrl !== undefined && !isHttpUrl(authnUrl)) return invalid('--authn-url is an http or https address.');
  const username = options.username ?? defaultUsername ?? '';
  if (username === '') return invalid('Who are you there? --username NAME.');
  const target = { kind: 'remote' as const, apiUrl, tokenUrl, username, passwordFile };
  return authnUrl === undefined ? target : { ...target, authnUrl };
}

/** An address with a password in it would be in the list of processes. */
function isHttpUrl(text: string | undefined): text is string {
  const url = text === undefined ? null : URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}

function invalid(reason: string): Invalid {
  return { kind: 'invalid', reason };
}
