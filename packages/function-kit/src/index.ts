export { clientAddressOf } from './client-address.ts';
export { createFunctionServer } from './create-function-server.ts';
export type {
  FunctionDefinition,
  FunctionRequest,
  FunctionResponse,
  Handler,
  Readiness,
  Refusal,
  Route,
} from './function-definition.ts';
export {
  createHttpExchange,
  type HttpAnswer,
  type HttpExchange,
  type HttpExchangeOptions,
  type HttpQuestion,
} from './http-exchange.ts';
export {
  kitEnvironment,
  type KitEnvironment,
  type KitSettings,
  kitSettingsFrom,
  type LogLevel,
} from './kit-environment.ts';
export {
  environmentNames,
  type EnvironmentProblem,
  loadEnvironment,
  type ParsedEnvironment,
  parseEnvironment,
} from './load-environment.ts';
export { issueSentence } from './issue-sentence.ts';
export { createLogger, type Logger, type LoggerSettings } from './logger.ts';
export { nextTurn } from './next-turn.ts';
export { readJson } from './read-json.ts';
export { registerFunction, type RegisterOptions } from './register-function.ts';
export { requireCaller } from './require-caller.ts';
export { json, noContent, problem, type ProblemDetails, unavailable } from './responses.ts';
export { Secret } from './secret.ts';
export { type RunningServer, serveFunction, type ServeOptions } from './serve-function.ts';
export {
  booleanVariable,
  httpUrlVariable,
  integerVariable,
  listVariable,
  secretListVariable,
  secretVariable,
} from './variables.ts';
