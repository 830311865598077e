export { buildClaims, type ClaimsInput } from './build-claims.ts';
export { type AccessEntry, claimsSchema, type TokenClaims } from './claims.ts';
export { grantSubset } from './grant-subset.ts';
export { hasAccess } from './has-access.ts';
export { matchPattern, type PatternMatch, type PatternValues } from './match-pattern.ts';
export { type NamePattern, parsePattern } from './name-pattern.ts';
export { ACCOUNT_MAX_LENGTH, parseAccount } from './parse-account.ts';
export { patternCovers } from './pattern-covers.ts';
export { patternsOverlap } from './patterns-overlap.ts';
export { parseScopePattern, type ScopePattern } from './scope-pattern.ts';
export { parseScope } from './parse-scope.ts';
export { parseScopes, type ScopeLimits } from './parse-scopes.ts';
export { publicJwks } from './public-jwks.ts';
export { actionsOf, ALL_ACTIONS, formatScope, type Scope, SCOPE_ACTIONS } from './scope.ts';
export {
  PATTERN_MAX_SOLUTIONS,
  PATTERN_MAX_STEPS,
  type PatternSolution,
  type PatternSolutions,
  solvePattern,
} from './solve-pattern.ts';
export { signToken } from './sign-token.ts';
export { SIGNING_ALGORITHMS, type SigningAlgorithm, type SigningKey } from './signing-key.ts';
export {
  createTokenVerifier,
  type TokenVerification,
  type TokenVerifier,
  type TokenVerifierOptions,
} from './token-verifier.ts';
