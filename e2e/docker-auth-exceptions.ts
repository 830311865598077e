const NO_SUBSET = 'docker_auth grants all that a scope asks for, or nothing';
const NO_ENVELOPE = 'docker_auth refuses in words of its own, not in the envelope of registry errors';
const NO_THROTTLE = 'docker_auth has no 429: whoever must wait gets 500';
const NO_REFRESH = 'docker_auth gives no refresh tokens';
const ONE_KEY = 'docker_auth signs with the one RSA key that it read at its start';
const TYPED_NAME = 'docker_auth signs the name that was typed, so it must be the workload’s own';

const WORKLOAD = 'workload-identity.test.ts >';

/** Why a test can't hold with docker_auth, by the beginning of its name, `file > describe > test`. */
const EXCEPTIONS: readonly (readonly [beginning: string, reason: string])[] = [
  ['access-keys.test.ts > a key > restricted to one repository', NO_SUBSET],
  ['auth-events.test.ts', 'docker_auth tells nobody what it decided'],
  ['events.test.ts > the audit record > names nobody for an anonymous pull', NO_SUBSET],
  ['permission.test.ts > anonymous > pulls public/**', NO_SUBSET],
  ['permission.test.ts > wrong credentials > a wrong password gets 401', NO_ENVELOPE],
  ['permission.test.ts > wrong credentials > an empty password gets 401', NO_ENVELOPE],
  ['permission.test.ts > wrong credentials > an unknown account gets 401', NO_ENVELOPE],
  ['policy-api.test.ts > a draft is held against', 'docker_auth tells nobody what it decided'],
  ['readme.test.ts', 'docker_auth names a scope in the token of which it grants nothing'],
  ['refresh-tokens.test.ts', NO_REFRESH],
  ['secrets.test.ts', NO_REFRESH],
  ['sign-in-document.test.ts', NO_ENVELOPE],
  ['signing-keys.test.ts', ONE_KEY],
  ['stack.test.ts', 'counts the parts of the system as it is shipped'],
  ['throttle.test.ts', NO_THROTTLE],
  [`${WORKLOAD} a job pushes and pulls with the token of its issuer as the password > crane`, TYPED_NAME],
  [`${WORKLOAD} a job pushes and pulls with the token of its issuer as the password > though it is of`, TYPED_NAME],
  [`${WORKLOAD} a job pushes and pulls with the token of its issuer as the password > and what its labels`, TYPED_NAME],
  [`${WORKLOAD} a token is refused, and the same one with the right claim is not`, TYPED_NAME],
  [`${WORKLOAD} no log holds a part of a token`, 'it looks for the tokens of the tests that are skipped'],
  [`${WORKLOAD} keys are rotated at the issuer`, TYPED_NAME],
  [`${WORKLOAD} a token that is good for one sign-in begins a session`, NO_REFRESH],
];

/** The reason to skip a test, if there is one. */
export function dockerAuthException(name: string): string | undefined {
  return EXCEPTIONS.find(([beginning]) => name.startsWith(beginning))?.[1];
}
