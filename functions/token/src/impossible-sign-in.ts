import type { TokenDecision } from './token-decision.ts';

/** The decision on a sign-in with what can be nobody's name or password: of what was typed in, nothing is known. */
export const IMPOSSIBLE_SIGN_IN: TokenDecision = Object.freeze({
  kind: 'refused',
  tokenId: null,
  account: null,
  why: 'impossible-credentials',
  credential: null,
  service: '',
  clientId: '',
  session: null,
  caller: null,
  requested: [],
  granted: [],
  decisions: [],
});
