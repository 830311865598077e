import { type AuthenticateAnswer, authenticateAnswer, type AuthenticateQuestion } from '@wharfinger/native-api';
import { parseAccount } from '@wharfinger/token';

import { createUpstreamCall, type UpstreamOptions } from './http-upstream.ts';
import type { Authenticate } from './ports.ts';
import { UpstreamError } from './upstream-error.ts';

/** Asks the authn-hook function; an answer about another account is a fault. */
export function createHttpAuthn(options: UpstreamOptions): Authenticate {
  const call = createUpstreamCall({ ...options, path: '/v1/authenticate', answer: authenticateAnswer });
  return async (question, context) => {
    const answer = await call(question, context);
    if (!isAbout(question, answer)) {
      throw new UpstreamError('ERR_UPSTREAM_ANSWER', 'The identity answer is about another account.');
    }
    return answer;
  };
}

/** Only a workload that signs in has its account given to it: by what its token says, not by the name it came under. */
function isAbout(question: AuthenticateQuestion, answer: AuthenticateAnswer): boolean {
  if (answer.kind !== 'authenticated' || answer.account === question.account) return true;
  return 'password' in question && answer.credential.kind === 'workload' && parseAccount(answer.account).kind === 'ok';
}
