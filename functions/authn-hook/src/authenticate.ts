import type { Resumption } from '@wharfinger/native-api';

import type { RotateSession } from './control-store-sessions.ts';
import type { SignInQuestion, Source, SourceAnswer } from './source.ts';

/** Why a sign-in is refused that every source took for another's. */
export const NOBODYS = 'nobodys';

export type Authentication = Exclude<SourceAnswer, { kind: 'not-mine' }>;

/** Finds out who it is, or whether who it was still may. @throws {StoreError} when nobody can say */
export type Authenticate = (question: SignInQuestion | Resumption) => Promise<Authentication>;

/** Why a session is refused whose used-up refresh token came again. */
export const REFRESH_TOKEN_REUSED = 'refresh-token-reused';

export type AuthenticateDeps = {
  readonly sources: readonly Source[];
  readonly rotate: RotateSession;
  /** Called when a refresh token gave way to the next. */
  readonly onRotated: () => void;
};

/** Asks the sources in their order: the first that doesn't say "not mine" has the word. */
export function createAuthenticate({ sources, rotate, onRotated }: AuthenticateDeps): Authenticate {
  async function signIn(question: SignInQuestion, from = 0): Promise<Authentication> {
    const source = sources[from];
    if (source === undefined) return { kind: 'refused', why: NOBODYS, account: null };
    const answer = await source.signIn(question);
    return answer.kind === 'not-mine' ? signIn(question, from + 1) : answer;
  }

  async function resume(question: Resumption): Promise<Authentication> {
    const source = sources.find(({ name }) => name === question.credential.kind);
    const answer = await source?.resume(question);
    if (answer === undefined || answer.kind === 'not-mine') {
      return { kind: 'refused', why: 'source-switched-off', account: null };
    }
    // Who may not go on anyway uses nothing up.
    if (answer.kind !== 'authenticated' || question.rotation === undefined) return answer;
    const rotated = await rotate(answer.account, question.rotation);
    if (rotated.kind === 'refused') return { ...rotated, account: answer.account };
    onRotated();
    return answer;
  }

  return async (question) => ('credential' in question ? resume(question) : signIn(question));
}
