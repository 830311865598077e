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
  MAX_SCOPES,
} from './authorize.ts';
export { type Labels, labelsAnswer } from './labels.ts';
