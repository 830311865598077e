import type { AuthenticateQuestion, Resumption, SignIn } from '@wharfinger/native-api';

import type { Source, SourceAnswer } from './source.ts';

/** Why a sign-in is refused that every source took for another's. */
export const NOBODYS = 'nobodys';

export type Authentication = Exclude<SourceAnswer, { kind: 'not-mine' }>;

/** Finds out who it is, or whether who it was still may. @throws {StoreError} when nobody can say */
export type Authenticate = (question: AuthenticateQuestion) => Promise<Authentication>;

/** Asks the sources in their order: the first that doesn't say "not mine" has the word. */
export function createAuthenticate({ sources }: { sources: readonly Source[] }): Authenticate {
  async function signIn(question: SignIn, from = 0): Promise<Authentication> {
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
    return answer;
  }

  return async (question) => ('credential' in question ? resume(question) : signIn(question));
}
