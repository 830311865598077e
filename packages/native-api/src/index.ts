export {
  type AuthenticateAnswer,
  authenticateAnswer,
  type AuthenticateQuestion,
  authenticateQuestion,
  type Credential,
  credentialSchema,
  type Resumption,
  type SignIn,
} from './authenticate.ts';
export {
  type AuthorizeAnswer,
  authorizeAnswer,
  type AuthorizeQuestion,
  authorizeQuestion,
  MAX_RESTRICTIONS,
  MAX_SCOPES,
  RESTRICTION_MAX_LENGTH,
} from './authorize.ts';
export { labelMap, type Labels, labelsAnswer, RESTRICTIONS_LABEL } from './labels.ts';
