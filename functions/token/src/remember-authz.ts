import type { AuthorizeAnswer } from '@wharfinger/native-api';

import type { Authorize } from './ports.ts';
import { createAnswerMemory, type RememberOptions } from './remember-answers.ts';

// What is remembered is about as large as what was asked.
const KEY_MAX_LENGTH = 8192;

/** Remembers what was granted of a question, to the letter the same: refused actions as well as granted ones. */
export function rememberAuthz(authorize: Authorize, options: RememberOptions): Authorize {
  const memory = createAnswerMemory<AuthorizeAnswer>(options, ({ maxAgeMs }) => maxAgeMs);
  return async (question, context) => {
    const key = JSON.stringify(question);
    if (key.length > KEY_MAX_LENGTH) return authorize(question, context);
    return memory(key, context.signal, (signal) => authorize(question, { requestId: context.requestId, signal }));
  };
}
