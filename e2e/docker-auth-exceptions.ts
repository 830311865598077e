/** Why a test can't hold with docker_auth, by the beginning of `file > describe > test`. */
export const DOCKER_AUTH_EXCEPTIONS: readonly { beginning: string; reason: string }[] = [
  { beginning: 'refresh-tokens.test.ts', reason: 'docker_auth gives no refresh tokens' },
  { beginning: 'auth-events.test.ts', reason: 'docker_auth tells nobody what it decided' },
];

/** The reason to skip a test, if there is one. */
export function dockerAuthException(name: string): string | undefined {
  return DOCKER_AUTH_EXCEPTIONS.find(({ beginning }) => name.startsWith(beginning))?.reason;
}
