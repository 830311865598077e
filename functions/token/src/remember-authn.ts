import { createHmac, type KeyObject } from 'node:crypto';

import type { AuthenticateAnswer, AuthenticateQuestion } from '@wharfinger/native-api';

import type { Authenticate } from './ports.ts';
import { createAnswerMemory, type RememberOptions } from './remember-answers.ts';

/**
 * Remembers who somebody was: only that they were let in, never a refusal, and never a rotation, which uses up what it is
 * asked with. The client's address is no part of the question: it decides only how fast somebody may be wrong.
 *
 * No password is kept: the key is an HMAC under `secret`, which the process alone knows.
 */
export function rememberAuthn(
  authenticate: Authenticate,
  { secret, ...options }: RememberOptions & { secret: KeyObject },
): Authenticate {
  const memory = createAnswerMemory<AuthenticateAnswer>(options, (answer) =>
    answer.kind === 'authenticated' ? answer.maxAgeMs : 0,
  );
  return async (question, context) => {
    const identity = identityOf(question);
    if (identity === undefined) return authenticate(question, context);
    const key = createHmac('sha256', secret).update(JSON.stringify(identity)).digest('base64url');
    return memory(key, context.signal, (signal) => authenticate(question, { requestId: context.requestId, signal }));
  };
}

/** All that the answer depends on; `undefined` when it may be given once only. */
function identityOf(question: AuthenticateQuestion): readonly unknown[] | undefined {
  if ('password' in question) return ['sign-in', question.account, question.password];
  if (question.rotation !== undefined) return undefined;
  const { kind, id, version, labels } = question.credential;
  return ['resumption', question.account, kind, id, version, labels ?? null];
}
