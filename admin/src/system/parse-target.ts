/** The system that a command works on. */
export type Target =
  /** Without a name and a password file, who `stack.json` says. */
  | { kind: 'local'; state: string; username: string | undefined; passwordFile: string | undefined }
  | { kind: 'remote'; authnUrl: string; tokenUrl: string; username: string; passwordFile: string | undefined };

export type TargetOptions = {
  state?: string | undefined;
  'authn-url'?: string | undefined;
  'token-url'?: string | undefined;
  username?: string | undefined;
  'password-file'?: string | undefined;
};

type Invalid = { kind: 'invalid'; reason: string };

/** Parses the options that say which system is meant: a local one by its state folder, or any by its addresses. */
export function parseTarget(
  options: TargetOptions,
  environment: Readonly<Record<string, string | undefined>>,
): Target | Invalid {
  const isRemote = options['authn-url'] !== undefined || options['token-url'] !== undefined;
  return isRemote ? parseRemote(options, environment['WHARFINGER_USERNAME']) : parseLocal(options);
}

function parseLocal({ state = '.local', username, 'password-file': passwordFile }: TargetOptions): Target | Invalid {
  if (username === '') return invalid('--username is empty.');
  return state === '' ? invalid('--state is a folder.') : { kind: 'local', state, username, passwordFile };
}

function parseRemote(options: TargetOptions, defaultUsername: string | undefined): Target | Invalid {
  const { 'authn-url': authnUrl, 'token-url': tokenUrl, 'password-file': passwordFile, state } = options;
  if (state !== undefined) return invalid('--state names a local system, --authn-url and --token-url another one.');
  if (!isHttpUrl(authnUrl) || !isHttpUrl(tokenUrl)) {
    return invalid('--authn-url and --token-url go together, and are http or https addresses.');
  }
  const username = options.username ?? defaultUsername ?? '';
  if (username === '') return invalid('Who are you there? --username NAME.');
  return { kind: 'remote', authnUrl, tokenUrl, username, passwordFile };
}

/** An address with a password in it would be in the list of processes. */
function isHttpUrl(text: string | undefined): text is string {
  const url = text === undefined ? null : URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}

function invalid(reason: string): Invalid {
  return { kind: 'invalid', reason };
}
